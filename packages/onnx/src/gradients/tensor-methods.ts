/** @file Methods of tensors that some of tfjs-core's gradient rules call, and that only the union package of TF.js brings. */
import {
  reshape,
  slice,
  split,
  Tensor,
  type ShapeMap,
} from "@tensorflow/tfjs-core";

const METHODS = {
  reshape(this: Tensor, shape: ShapeMap[keyof ShapeMap]) {
    return reshape(this, shape);
  },
  slice(this: Tensor, begin: number | number[], size?: number | number[]) {
    return slice(this, begin, size);
  },
  split(this: Tensor, sizes: number | number[], axis?: number) {
    return split(this, sizes, axis);
  },
};

/** Gives tensors the methods that they lack. */
export const addTensorMethods = (): void => {
  for (const [name, value] of Object.entries(METHODS))
    if (!(name in Tensor.prototype))
      Object.defineProperty(Tensor.prototype, name, {
        value,
        writable: true,
        configurable: true,
      });
};
