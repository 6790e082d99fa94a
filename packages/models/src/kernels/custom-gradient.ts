/** @file An op with a gradient of its own, over a named kernel. */
import { customGrad } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** What the forward gives: the value, and what the gradient will need. */
export interface ForwardResult<T extends Tensor> {
  readonly value: T;
  readonly saved: readonly Tensor[];
}

/**
 * Computes `forward()` and tells the tape its gradient.
 *
 * @param inputs    the tensors that gradients are for
 * @param forward   the value, without a tape, and the tensors to keep for the gradient
 * @param backward  dy and the kept tensors to one gradient per input
 */
export const withGradient = <T extends Tensor>(
  inputs: readonly Tensor[],
  forward: () => ForwardResult<T>,
  backward: (dy: T, saved: readonly Tensor[]) => Tensor[],
): T =>
  customGrad<T>((...args) => {
    const save = args.at(-1);
    const { value, saved } = forward();
    if (typeof save === "function") save([...saved]);
    return { value, gradFunc: backward };
  })(...inputs);
