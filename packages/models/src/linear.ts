/** @file The affine map. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor2D } from "@tensorflow/tfjs-core";
import type { LinearParams } from "./params";

/**
 * y = x W + b.
 *
 * @param x  [rows, in]
 * @returns [rows, out]
 */
export const linear = (x: Tensor2D, { weight, bias }: LinearParams): Tensor2D =>
  tf.add(tf.matMul(x, weight), bias);
