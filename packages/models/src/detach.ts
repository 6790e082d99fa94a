/** @file Cutting the way of gradients. */
import { engine } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/**
 * The same values with no way back for gradients: dx is none, which is not a zero gradient.
 *
 * A new tensor over the same data, so nothing is computed and no tape records it. tfjs-core has no such op.
 *
 * @param x  any shape
 * @returns the same shape and values
 */
export const detach = <T extends Tensor>(x: T): T => {
  const { backend } = engine();
  const { dataId, shape, dtype } = x;
  backend.incRef(dataId);
  // The engine's signature forgets the rank, which is that of x.
  return engine().makeTensorFromTensorInfo(
    { dataId, shape, dtype },
    backend,
  ) as T;
};
