/** @file Cases of ops that make a tensor larger, by padding or by repetition. */
import * as tf from "@tensorflow/tfjs-core";
import { i32, on, spread, spreadInts, type Case } from "../support/case";
import { EMPTY, TRUTHS } from "../support/inputs";

const INTS = { x: spreadInts([2, 3], -9, 9) };

export const ENLARGING_CASES: readonly Case[] = [
  on("PadV2", "with a constant", { x: spread([2, 3]) }, ({ x }) =>
    tf.pad(
      x!,
      [
        [1, 0],
        [0, 2],
      ],
      7,
    ),
  ),
  on("PadV2", "of truth values", TRUTHS, ({ x }) =>
    tf.pad(
      x!,
      [
        [0, 1],
        [1, 0],
      ],
      1,
    ),
  ),
  on("PadV2", "of nothing", EMPTY, ({ x }) =>
    tf.pad(
      x!,
      [
        [0, 0],
        [1, 1],
        [0, 1],
      ],
      -1,
    ),
  ),
  on("MirrorPad", "reflect", { x: spread([3, 4]) }, ({ x }) =>
    tf.mirrorPad(
      x!,
      [
        [2, 1],
        [0, 3],
      ],
      "reflect",
    ),
  ),
  on("MirrorPad", "symmetric", { x: spread([3, 4]) }, ({ x }) =>
    tf.mirrorPad(
      x!,
      [
        [3, 1],
        [0, 4],
      ],
      "symmetric",
    ),
  ),
  on("MirrorPad", "of integers", INTS, ({ x }) =>
    tf.mirrorPad(
      x!,
      [
        [1, 1],
        [2, 2],
      ],
      "reflect",
    ),
  ),
  on("Tile", "each axis", { x: spread([2, 1, 3]) }, ({ x }) =>
    tf.tile(x!, [1, 3, 2]),
  ),
  on("Tile", "to nothing", TRUTHS, ({ x }) => tf.tile(x!, [0, 2])),
  on("Tile", "through broadcastTo", { x: spread([3, 1]) }, ({ x }) =>
    tf.broadcastTo(x!, [2, 3, 4]),
  ),
  on(
    "BroadcastTo",
    "as a kernel",
    { x: spread([3, 1]) },
    ({ x }) =>
      tf
        .engine()
        .runKernel(
          "BroadcastTo",
          { x: x! },
          { shape: [2, 3, 4], inputShape: [3, 1] },
        ),
    { gradient: false, reference: ({ x }) => tf.broadcastTo(x!, [2, 3, 4]) },
  ),
  on(
    "BroadcastArgs",
    "of two shapes",
    { a: i32([3, 1, 4]), b: i32([2, 1]) },
    ({ a, b }) => tf.broadcastArgs(a!, b!),
  ),
];
