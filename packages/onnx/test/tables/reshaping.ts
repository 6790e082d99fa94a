/** @file Cases of ops that give the same elements another shape or order. */
import * as tf from "@tensorflow/tfjs-core";
import { f32, on, spread, type Case } from "../support/case";
import { EMPTY, RANK_3, TRUTHS } from "../support/inputs";

const IMAGE = { x: spread([2, 2, 3, 4]) };

export const RESHAPING_CASES: readonly Case[] = [
  on("Reshape", "with an open dimension", RANK_3, ({ x }) =>
    tf.reshape(x!, [4, -1]),
  ),
  on("Reshape", "of nothing", EMPTY, ({ x }) => tf.reshape(x!, [0, 5])),
  on("ExpandDims", "at each end", RANK_3, ({ x }) => [
    tf.expandDims(x!, 0),
    tf.expandDims(x!, -1),
  ]),
  on("ExpandDims", "of a scalar", { x: spread([]) }, ({ x }) =>
    tf.expandDims(x!),
  ),
  on("Transpose", "by a permutation", RANK_3, ({ x }) =>
    tf.transpose(x!, [2, 0, 1]),
  ),
  on("Transpose", "reversed, of truth values", TRUTHS, ({ x }) =>
    tf.transpose(x!),
  ),
  on("Transpose", "of nothing", EMPTY, ({ x }) => tf.transpose(x!)),
  on("Reverse", "each axis", RANK_3, ({ x }) => [
    tf.reverse(x!, 0),
    tf.reverse(x!, [1, -1]),
    tf.reverse(x!),
  ]),
  on(
    "Reverse",
    "of truth values and nothing",
    { ...TRUTHS, y: f32([], [0, 2]), z: spread([]) },
    ({ x, y, z }) => [tf.reverse(x!, 1), tf.reverse(y!, 1), tf.reverse(z!)],
    { gradient: false },
  ),
  on("FlipLeftRight", "of images", IMAGE, ({ x }) =>
    tf.image.flipLeftRight(x as tf.Tensor4D),
  ),
  on("SpaceToBatchND", "with padding", IMAGE, ({ x }) =>
    tf.spaceToBatchND(
      x!,
      [2, 2],
      [
        [0, 0],
        [1, 2],
      ],
    ),
  ),
  on("SpaceToBatchND", "one axis", RANK_3, ({ x }) =>
    tf.spaceToBatchND(x!, [3], [[0, 0]]),
  ),
  on("BatchToSpaceND", "with crops", { x: spread([4, 2, 3, 1]) }, ({ x }) =>
    tf.batchToSpaceND(
      x!,
      [2, 2],
      [
        [1, 0],
        [0, 1],
      ],
    ),
  ),
  on("DepthToSpace", "channels last", IMAGE, ({ x }) =>
    tf.depthToSpace(x as tf.Tensor4D, 2),
  ),
  on(
    "DepthToSpace",
    "channels first",
    { x: spread([2, 8, 2, 3]) },
    ({ x }) => tf.depthToSpace(x as tf.Tensor4D, 2, "NCHW"),
    {
      reference: ({ x }) =>
        tf.transpose(
          tf.depthToSpace(tf.transpose(x as tf.Tensor4D, [0, 2, 3, 1]), 2),
          [0, 3, 1, 2],
        ),
    },
  ),
];
