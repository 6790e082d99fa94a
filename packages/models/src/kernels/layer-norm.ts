/** @file LayerNorm over the last dimension, as one named kernel with its gradient in closed form. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import type { NormParams } from "../params";
import { withGradient } from "./custom-gradient";
import { runKernel, type ModelKernel } from "./model-kernel";

/** Output y, and the mean and 1 / std of each row, [..., 1], for the gradient. */
export const LAYER_NORM: ModelKernel<
  { x: Tensor; gain: Tensor; bias: Tensor },
  { epsilon: number },
  [y: Tensor, mean: Tensor, rstd: Tensor]
> = {
  name: "LayerNorm",
  compute: ({ x, gain, bias }, { epsilon }) => {
    const mean = tf.mean(x, -1, true);
    const centred = tf.sub(x, mean);
    const variance = tf.mean(tf.square(centred), -1, true);
    const rstd = tf.rsqrt(tf.add(variance, epsilon));
    const y = tf.add(tf.mul(tf.mul(centred, rstd), gain), bias);
    return [y, mean, rstd];
  },
};

const EPSILON = 1e-5;

/**
 * Normalises each row: y = (x - mean) rstd gain + bias, with rstd = 1 / sqrt(variance + 1e-5).
 *
 * With xhat = (x - mean) rstd and dxhat = dy gain:
 *   dx = rstd (dxhat - mean(dxhat) - xhat mean(dxhat xhat)),  dgain = sum over rows of dy xhat,  dbias = sum over rows of dy
 *
 * @param x     [rows, C]
 * @param norm  gain and bias, each [C]
 * @returns [rows, C]
 * @see Ba, Kiros, Hinton, "Layer Normalization", 2016; PyTorch's default epsilon
 */
export const layerNorm = (x: Tensor2D, { gain, bias }: NormParams): Tensor2D =>
  withGradient<Tensor2D>(
    [x, gain, bias],
    () => {
      const [y, mean, rstd] = runKernel(
        LAYER_NORM,
        { x, gain, bias },
        { epsilon: EPSILON },
      );
      return { value: y as Tensor2D, saved: [x, gain, mean, rstd] };
    },
    (dy, [x, gain, mean, rstd]) => {
      const xhat = tf.mul(tf.sub(x!, mean!), rstd!);
      const scaled = tf.mul(dy, xhat);
      // A mean over C of something times gain is a product with gain / C.
      const weights = tf.reshape(tf.div(gain!, x!.shape[1]!), [-1, 1]);
      const offset = tf.matMul(dy, weights); // mean(dxhat), [rows, 1]
      const along = tf.matMul(scaled, weights); // mean(dxhat xhat), [rows, 1]
      const dxhat = tf.mul(dy, gain!);
      const projected = tf.sub(tf.sub(dxhat, offset), tf.mul(xhat, along));
      return [tf.mul(projected, rstd!), tf.sum(scaled, 0), tf.sum(dy, 0)];
    },
  );
