/** @file Cases of softmax and its logarithm. */
import * as tf from "@tensorflow/tfjs-core";
import { f32, on, spread, type Case } from "../support/case";

export const SOFTMAX_CASES: readonly Case[] = [
  on("Softmax", "of rows", { logits: spread([3, 4], -5, 5) }, ({ logits }) =>
    tf.softmax(logits!),
  ),
  on(
    "Softmax",
    "of rank 3 with extent 1",
    { logits: spread([2, 3, 1]) },
    ({ logits }) => tf.softmax(logits!),
  ),
  on(
    "Softmax",
    "of large numbers",
    { logits: f32([1000, 999, -1000, 0], [1, 4]) },
    ({ logits }) => tf.softmax(logits!),
  ),
  on(
    "Softmax",
    "with a masked element",
    { logits: f32([-Infinity, 0, 1], [1, 3]) },
    ({ logits }) => tf.softmax(logits!),
  ),
  on("Softmax", "of no rows", { logits: f32([], [0, 3]) }, ({ logits }) =>
    tf.softmax(logits!),
  ),
  on(
    "LogSoftmax",
    "as a kernel",
    { logits: spread([3, 4], -5, 5) },
    ({ logits }) =>
      tf.engine().runKernel("LogSoftmax", { logits: logits! }, { axis: 1 }),
    { gradient: false, reference: ({ logits }) => tf.logSoftmax(logits!) },
  ),
  on(
    "Max",
    "inside logSoftmax",
    { logits: spread([3, 4], -5, 5) },
    ({ logits }) => tf.logSoftmax(logits!),
  ),
];
