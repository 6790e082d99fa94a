/** @file The Euclidean norm of a gradient that lies in pieces. */
import * as tf from "@tensorflow/tfjs-core";

/** Sum of the squares of a piece, [N]. */
export const squaredNormOf = (piece: tf.Tensor1D): tf.Scalar =>
  tf.sum(tf.square(piece));

/** Sum of the pieces' squared norms; 0 without any. */
export const totalOf = (squaredNorms: readonly tf.Scalar[]): tf.Scalar =>
  squaredNorms.reduce<tf.Scalar>((sum, n) => tf.add(sum, n), tf.scalar(0));
