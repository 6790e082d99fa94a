/** @file Cases of ops that join tensors, and of those that take them apart again. */
import * as tf from "@tensorflow/tfjs-core";
import { f32, on, spread, type Case } from "../support/case";
import { RANK_3, TRUTHS } from "../support/inputs";

export const JOINING_CASES: readonly Case[] = [
  on(
    "Concat",
    "along each axis",
    { a: spread([2, 1, 2]), b: spread([2, 3, 2], 5, 6) },
    ({ a, b }) => [
      tf.concat([a!, b!], 1),
      tf.concat([a!, a!], 0),
      tf.concat([b!, b!], -1),
    ],
  ),
  on(
    "Concat",
    "with nothing",
    { a: spread([2, 1]), b: f32([], [2, 0]) },
    ({ a, b }) => tf.concat([a!, b!], 1),
  ),
  on("Concat", "of truth values", TRUTHS, ({ x }) => tf.concat([x!, x!], 0)),
  on(
    "Pack",
    "along each axis",
    { a: spread([2, 3]), b: spread([2, 3], 4, 5) },
    ({ a, b }) => [
      tf.stack([a!, b!]),
      tf.stack([a!, b!], 1),
      tf.stack([a!, b!], -1),
      tf.stack([a!]),
    ],
    { gradient: false },
  ),
  on(
    "Pack",
    "gradient",
    { a: spread([2, 3]), b: spread([2, 3], 4, 5) },
    ({ a, b }) => tf.stack([a!, b!], 1),
  ),
  on("Pack", "of scalars", { a: spread([]), b: spread([]) }, ({ a, b }) =>
    tf.stack([a!, b!]),
  ),
  on("SplitV", "in equal parts", RANK_3, ({ x }) => tf.split(x!, 2, 2)),
  on("SplitV", "in parts of given sizes", RANK_3, ({ x }) =>
    tf.split(x!, [1, 0, -1], -1),
  ),
  on("Unpack", "along each axis", RANK_3, ({ x }) => [
    ...tf.unstack(x!),
    ...tf.unstack(x!, -1),
  ]),
  on("Unpack", "a vector", { x: spread([3]) }, ({ x }) => tf.unstack(x!)),
];
