/** @file Cases of ops that cut a block out of a tensor. */
import * as tf from "@tensorflow/tfjs-core";
import { on, type Case } from "../support/case";
import { RANK_3, TRUTHS } from "../support/inputs";

export const SLICING_CASES: readonly Case[] = [
  on("Slice", "a block", RANK_3, ({ x }) =>
    tf.slice(x!, [0, 1, 1], [1, -1, 2]),
  ),
  on("Slice", "nothing", RANK_3, ({ x }) => tf.slice(x!, [0, 1, 1], [1, 0, 2])),
  on("Slice", "of truth values", TRUTHS, ({ x }) =>
    tf.slice(x!, [0, 1], [2, 1]),
  ),
  on("StridedSlice", "forwards", RANK_3, ({ x }) =>
    tf.stridedSlice(x!, [0, 0, 1], [2, 3, 4], [1, 2, 2]),
  ),
  on("StridedSlice", "backwards", RANK_3, ({ x }) =>
    tf.stridedSlice(x!, [-1, 2, 3], [-3, 0, -5], [-1, -1, -2]),
  ),
  on("StridedSlice", "with open ends", RANK_3, ({ x }) =>
    tf.stridedSlice(x!, [1, 9, 9], [0, 0, 0], [1, -1, 2], 0b110, 0b011),
  ),
  on(
    "StridedSlice",
    "with an ellipsis, a new axis and a dropped one",
    RANK_3,
    ({ x }) => [
      tf.stridedSlice(x!, [0, 1], [1, 3], [1, 1], 0, 0, 0b01),
      tf.stridedSlice(
        x!,
        [0, 0, 1],
        [0, 2, 2],
        [1, 1, 1],
        0,
        0,
        0,
        0b001,
        0b100,
      ),
    ],
  ),
  on("StridedSlice", "nothing", RANK_3, ({ x }) =>
    tf.stridedSlice(x!, [1, 2, 0], [1, 1, 4], [1, 1, 1]),
  ),
  on("StridedSlice", "the whole", RANK_3, ({ x }) =>
    tf.stridedSlice(x!, [0], [2], [1]),
  ),
];
