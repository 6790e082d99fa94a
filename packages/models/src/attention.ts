/** @file Causal self-attention of many heads. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import type { BlockContext } from "./block-context";
import { linear } from "./linear";
import type { BlockParams } from "./params";

/**
 * attention(h) = projection(softmax(q k' / sqrt(headSize) + mask) v), with q, k, v = h W_qkv cut into heads; k and v
 * are those of the new positions and of all that the context remembers.
 *
 * @param h  [B T, C]
 * @returns [B T, C]
 * @see Vaswani et al., "Attention Is All You Need", 2017, section 3.2
 */
export const attention = (
  h: Tensor2D,
  { qkv, projection }: BlockParams["attention"],
  { B, T, nHead, mask, remember, drop }: BlockContext,
): Tensor2D => {
  const C = h.shape[1];
  const headSize = C / nHead;
  // One transpose for all three, [3, B, nHead, T, headSize], moves less memory than one for each.
  const parts = tf.transpose(
    tf.reshape(tf.matMul(h, qkv), [B, T, 3, nHead, headSize]),
    [2, 0, 3, 1, 4],
  );
  const [q, k, v] = tf
    .split(parts, 3)
    .map((part): Tensor4D => tf.reshape(part, [B, nHead, T, headSize]));
  const { key, value } = remember({ key: k!, value: v! });
  const scores = tf.mul(
    tf.matMul(q!, key, false, true),
    1 / Math.sqrt(headSize),
  );
  const weights = tf.softmax(tf.add(scores, mask)); // [B, nHead, T, P + T]
  const mixed = tf.matMul(drop(weights, "attention"), value);
  return linear(
    tf.reshape(tf.transpose(mixed, [0, 2, 1, 3]), [B * T, C]),
    projection,
  );
};
