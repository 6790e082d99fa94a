/** @file The exponential moving average of the weights. */
import * as tf from "@tensorflow/tfjs-core";

/**
 * The average after an update.
 *
 *   ema ← (1 - d) p + d ema
 *
 * Written as a step from the nearer end, whose factor float32 holds best: weights that stand still are their own
 * average exactly, and with d = 0 the average is the weights.
 *
 * @param ema the average before, [N]
 * @param params p, the weights after the update, [N]
 * @param decay d, a fraction in [0, 1)
 * @returns [N]
 * @see Polyak, Juditsky, "Acceleration of Stochastic Approximation by Averaging", 1992; the EMAHelper of TRM's authors
 */
export const averageWeights = (
  ema: tf.Tensor1D,
  params: tf.Tensor1D,
  decay: number,
): tf.Tensor1D =>
  decay < 0.5
    ? tf.add(params, tf.mul(tf.sub(ema, params), decay))
    : tf.add(ema, tf.mul(tf.sub(params, ema), 1 - decay));
