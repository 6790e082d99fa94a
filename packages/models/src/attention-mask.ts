/** @file What attention may not see, as numbers added to its scores. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";

/**
 * Added to the score of a position out of sight, whose weight after softmax is then exactly 0 in float32. Finite, so
 * that a query that sees nothing has weights too.
 */
const HIDDEN = -1e9;

/** More tokens than any sequence has. */
const BEYOND = 2 ** 30;

/** [T, T]: 0 where column j is at most row i, {@link HIDDEN} beyond. */
export const causalMask = (T: number): Tensor2D =>
  tf.tensor2d(
    Float32Array.from({ length: T * T }, (_, i) =>
      i % T > Math.floor(i / T) ? HIDDEN : 0,
    ),
    [T, T],
  );

/**
 * The causal mask of tokens among padding: with c the number of tokens up to a position, query j sees key i where i is
 * a token and c_i is at most c_j.
 *
 * @param attentionMask  [B, P + T] int32; 1 for a token, 0 for padding
 * @param T              new positions, the last of them, whose queries ask
 * @returns [B, 1, T, P + T]
 */
export const tokenMask = (attentionMask: Tensor2D, T: number): Tensor4D => {
  const [B, seen] = attentionMask.shape;
  const count = tf.cumsum(attentionMask, 1);
  const asking = tf.slice(count, [0, seen - T], [B, T]);
  const padding = tf.mul(tf.sub(1, attentionMask), BEYOND);
  const hidden = tf.greater(
    tf.reshape(tf.add(count, padding), [B, 1, 1, seen]),
    tf.reshape(asking, [B, 1, T, 1]),
  );
  return tf.mul(tf.cast(hidden, "float32"), HIDDEN);
};
