/** @file Gradient clipping by the global norm. */
import * as tf from "@tensorflow/tfjs-core";

/** Keeps a gradient of zero from dividing by zero; PyTorch's number. */
const MARGIN = 1e-6;

/**
 * What every gradient is multiplied with, so that the norm of all together is at most `clipNorm`; exactly 1 where it is.
 *
 *   min(1, clipNorm / (norm + 1e-6))
 *
 * @param squaredNorm of all gradients together
 * @param clipNorm largest norm, above 0
 * @returns a fraction
 * @see Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013, algorithm 1;
 *   torch.nn.utils.clip_grad_norm_
 */
export const clipFactor = (
  squaredNorm: tf.Scalar,
  clipNorm: number,
): tf.Scalar =>
  tf.minimum(tf.div(clipNorm, tf.add(tf.sqrt(squaredNorm), MARGIN)), 1);
