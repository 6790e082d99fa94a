/** @file Token ids as rows of an identity matrix, so that a lookup is a matrix product. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";

/**
 * 1 at the id, 0 elsewhere.
 *
 * TF.js's wasm backend writes integers whatever element type is asked for, hence the cast.
 *
 * @param ids   [N] int32, each in [0, depth)
 * @returns [N, depth] float32
 */
export const oneHot = (ids: Tensor1D, depth: number): Tensor2D => {
  const rows = tf.oneHot(ids, depth) as Tensor2D;
  return tf.cast(rows, "float32");
};
