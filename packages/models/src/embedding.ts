/** @file From tokens to x, and from a solution to logits. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import type { ModelConfig } from "./model-config";
import { ShapeError } from "./errors";
import { layerNorm } from "./kernels/layer-norm";
import { linear } from "./linear";
import { oneHot } from "./one-hot";
import type { Params } from "./params";
import { normalizeState } from "./state-norm";

/**
 * x = embeddingScale (token embedding + position embedding); with `stateNorm` xyz, LayerNorm of that.
 *
 * A token is looked up by a one-hot matmul, which for so small a vocabulary beats gather, forward and backward.
 *
 * @param tokens     [B, T] int32
 * @param positions  [B, T] int32, each below blockSize; absent: 0 to T - 1
 * @returns x, [B, T, C]
 * @throws {ShapeError} without positions, when T exceeds blockSize
 */
export const embed = (
  params: Params,
  tokens: Tensor2D,
  config: ModelConfig,
  positions?: Tensor2D,
): Tensor3D => {
  const [B, T] = tokens.shape;
  const { vocabSize: V, blockSize, nEmbd: C, embeddingScale: scale } = config;
  if (positions === undefined && T > blockSize) {
    throw new ShapeError(
      `Tokens of length ${T} do not fit blockSize ${blockSize}; shorten them or build the model with a larger blockSize.`,
    );
  }
  const ids: Tensor1D = tf.reshape(tokens, [B * T]);
  const words = tf.matMul(oneHot(ids, V), params.tokenEmbedding);
  const places = positions
    ? tf.gather(params.positionEmbedding, positions)
    : tf.slice(params.positionEmbedding, [0, 0], [T, C]);
  const sum: Tensor3D = tf.add(tf.reshape(words, [B, T, C]), places);
  const x = scale === 1 ? sum : tf.mul<Tensor3D>(sum, scale);
  return config.stateNorm === "xyz" ? normalizeState(x) : x;
};

/**
 * logits = head(LayerNorm(y)).
 *
 * @param y  [B, T, C]
 * @returns [B, T, V]
 */
export const readout = (params: Params, y: Tensor3D): Tensor3D => {
  const [B, T, C] = y.shape;
  const rows = layerNorm(tf.reshape(y, [B * T, C]), params.finalNorm);
  return tf.reshape(linear(rows, params.head), [B, T, -1]);
};
