/** @file LayerNorm of a state, without parameters. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor3D } from "@tensorflow/tfjs-core";
import { layerNorm } from "./kernels/layer-norm";

/**
 * (h - mean) / std over the channels, so that a state cannot outgrow the others.
 *
 * @param h  [B, T, C]
 * @returns [B, T, C]
 */
export const normalizeState = (h: Tensor3D): Tensor3D => {
  const [B, T, C] = h.shape;
  const identity = { gain: tf.ones([C]), bias: tf.zeros([C]) };
  return tf.reshape(layerNorm(tf.reshape(h, [B * T, C]), identity), [B, T, C]);
};
