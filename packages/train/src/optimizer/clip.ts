/** @file Gradient clipping by the global norm. */
import * as tf from "@tensorflow/tfjs-core";
import { squaredNormOf, totalOf } from "./norm";

/** Keeps a gradient of zero from dividing by zero; PyTorch's number. */
const MARGIN = 1e-6;

/**
 * What every gradient is multiplied with, so that their norm together is at most `clipNorm`; exactly 1 where it is.
 *
 *   min(1, clipNorm / (norm + 1e-6))
 *
 * @param pieces of the gradient, which together have the norm
 * @param clipNorm largest norm, above 0
 * @returns a fraction
 * @see Pascanu, Mikolov, Bengio, "On the difficulty of training recurrent neural networks", 2013, algorithm 1;
 *   torch.nn.utils.clip_grad_norm_
 */
export const clipFactor = (
  pieces: readonly tf.Tensor1D[],
  clipNorm: number,
): tf.Scalar => {
  const norm = tf.sqrt(totalOf(pieces.map(squaredNormOf)));
  return tf.minimum(tf.div(clipNorm, tf.add(norm, MARGIN)), 1);
};
