/** @file The exact GELU, as one named kernel with its gradient in closed form. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { withGradient } from "./custom-gradient";
import { runKernel, type ModelKernel } from "./model-kernel";

/** Input x, output y. */
export const GELU: ModelKernel<{ x: Tensor }, Record<string, never>, Tensor> = {
  name: "Gelu",
  compute: ({ x }) =>
    tf.mul(x, tf.add(tf.mul(tf.erf(tf.mul(x, Math.SQRT1_2)), 0.5), 0.5)),
};

/** 1 / sqrt(2 pi): the normal density at 0. */
const DENSITY_AT_ZERO = 0.3989422804014327;

/**
 * Gaussian error linear unit: y = x P(x), with P(x) = (1 + erf(x / sqrt 2)) / 2.
 *
 *   dx = dy (P(x) + x p(x)),  p(x) = exp(-x² / 2) / sqrt(2 pi)
 *
 * @param x  any shape
 * @see Hendrycks, Gimpel, "Gaussian Error Linear Units", 2016; PyTorch's default, not the tanh approximation
 */
export const gelu = <T extends Tensor>(x: T): T =>
  withGradient<T>(
    [x],
    () => ({ value: runKernel(GELU, { x }, {}) as T, saved: [x] }),
    (dy, [x]) => {
      const w = tf.mul(x!, Math.SQRT1_2);
      const cdf = tf.add(tf.mul(tf.erf(w), 0.5), 0.5);
      // Dividing by exp(w²) saves a negation; where it overflows, the quotient is 0 as it should be.
      const slope = tf.mul(tf.div(x!, tf.exp(tf.mul(w, w))), DENSITY_AT_ZERO);
      return [tf.mul(dy, tf.add(cdf, slope))];
    },
  );
