/** @file Cases of counting how often each integer is there. */
import * as tf from "@tensorflow/tfjs-core";
import { f32, i32, on, type Case } from "../support/case";

const WEIGHTS = f32([0.5, 1.5, 2, -1, 4, 0.25]);
const NO_WEIGHTS = f32([], [0]);
const COUNTED = i32([0, 3, 1, 3, 7, 3]);

export const COUNTING_CASES: readonly Case[] = [
  on(
    "Bincount",
    "with weights",
    { x: COUNTED, weights: WEIGHTS },
    ({ x, weights }) =>
      tf.bincount(x as tf.Tensor1D, weights as tf.Tensor1D, 5),
    { gradient: false },
  ),
  on(
    "Bincount",
    "without weights",
    { x: COUNTED, weights: NO_WEIGHTS },
    ({ x, weights }) =>
      tf.bincount(x as tf.Tensor1D, weights as tf.Tensor1D, 5),
    { gradient: false },
  ),
  on(
    "Bincount",
    "with integer weights",
    { x: i32([1, 1, 0]), weights: i32([5, 6, 7]) },
    ({ x, weights }) =>
      tf.bincount(x as tf.Tensor1D, weights as tf.Tensor1D, 3),
  ),
  on(
    "Bincount",
    "of nothing",
    { x: i32([], [0]), weights: NO_WEIGHTS },
    ({ x, weights }) =>
      tf.bincount(x as tf.Tensor1D, weights as tf.Tensor1D, 3),
    { gradient: false },
  ),
  ...[false, true].flatMap((binary) => [
    on(
      "DenseBincount",
      `rows, binary ${binary}`,
      { x: i32([0, 3, 1, 3, 9, 3], [2, 3]), weights: NO_WEIGHTS },
      ({ x, weights }) =>
        tf.denseBincount(x as tf.Tensor2D, weights as tf.Tensor2D, 5, binary),
      { gradient: false },
    ),
    on(
      "DenseBincount",
      `a vector, binary ${binary}`,
      { x: COUNTED, weights: NO_WEIGHTS },
      ({ x, weights }) =>
        tf.denseBincount(x as tf.Tensor1D, weights as tf.Tensor1D, 5, binary),
      { gradient: false },
    ),
  ]),
  on(
    "DenseBincount",
    "weighted rows",
    {
      x: i32([0, 3, 1, 3, 9, 3], [2, 3]),
      weights: f32([0.5, 1.5, 2, -1, 4, 0.25], [2, 3]),
    },
    ({ x, weights }) =>
      tf.denseBincount(x as tf.Tensor2D, weights as tf.Tensor2D, 5),
    { gradient: false },
  ),
];
