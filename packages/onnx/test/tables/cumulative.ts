/** @file Cases of running sums and products. */
import * as tf from "@tensorflow/tfjs-core";
import { bool, f32, on, spread, spreadInts, type Case } from "../support/case";

const FLAGS = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

export const CUMULATIVE_CASES: readonly Case[] = (
  [
    ["Cumsum", tf.cumsum],
    ["Cumprod", tf.cumprod],
  ] as const
).flatMap(([kernel, fn]) => [
  ...FLAGS.flatMap(([exclusive, reverse]) => [
    on(
      kernel,
      `exclusive ${exclusive}, reverse ${reverse}`,
      { x: spread([3, 5]) },
      ({ x }) => fn(x!, 1, exclusive, reverse),
    ),
    on(
      kernel,
      `of integers, exclusive ${exclusive}, reverse ${reverse}`,
      { x: spreadInts([5, 2], -3, 4) },
      ({ x }) => fn(x!, 0, exclusive, reverse),
    ),
  ]),
  on(kernel, "along an axis of extent 1", { x: spread([2, 1]) }, ({ x }) => [
    fn(x!, 1),
    fn(x!, 1, true),
  ]),
  on(kernel, "of truth values", { x: bool([1, 1, 0, 1]) }, ({ x }) => fn(x!)),
  on(
    kernel,
    "of nothing",
    { x: f32([], [0, 3]) },
    ({ x }) => [fn(x!, 0), fn(x!, 0, true)],
    { gradient: false },
  ),
]);
