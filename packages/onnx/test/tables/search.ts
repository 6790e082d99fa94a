/** @file Cases of search: places in a sorted row, and the largest elements. */
import * as tf from "@tensorflow/tfjs-core";
import { bool, f32, i32, on, spread, type Case } from "../support/case";

const SORTED = f32([-1, 0, 0, 2, 5, 5, 5, 9], [2, 4]);

export const SEARCH_CASES: readonly Case[] = [
  ...(["left", "right"] as const).map((side) =>
    on(
      "SearchSorted",
      side,
      { sorted: SORTED, values: f32([-2, 0, 3, 5, 9, NaN], [2, 3]) },
      ({ sorted, values }) => tf.searchSorted(sorted!, values!, side),
    ),
  ),
  on(
    "SearchSorted",
    "of integers",
    { sorted: i32([1, 3, 3, 7]), values: i32([3, 8, 0]) },
    ({ sorted, values }) => [
      tf.lowerBound(sorted!, values!),
      tf.upperBound(sorted!, values!),
    ],
  ),
  ...(
    [
      ["LowerBound", "left"],
      ["UpperBound", "right"],
    ] as const
  ).map(([kernel, side]) =>
    on(
      kernel,
      "as a kernel",
      { sorted: SORTED, values: f32([0, 3, 5, 9], [2, 2]) },
      ({ sorted, values }) =>
        tf
          .engine()
          .runKernel(kernel, { sortedSequence: sorted!, values: values! }),
      {
        reference: ({ sorted, values }) =>
          tf.searchSorted(sorted!, values!, side),
      },
    ),
  ),
  on(
    "TopK",
    "of floats, first of equals first",
    { x: f32([1, 3, 3, 2, -1, -1, -1, 0], [2, 4]) },
    ({ x }) => Object.values(tf.topk(x!, 3)),
  ),
  on("TopK", "of integers", { x: i32([4, 9, 9, 1]) }, ({ x }) =>
    Object.values(tf.topk(x!, 2)),
  ),
  on("TopK", "of truth values", { x: bool([0, 1, 0, 1]) }, ({ x }) =>
    Object.values(tf.topk(x!, 3)),
  ),
  on("TopK", "all of a row of one", { x: spread([3, 1]) }, ({ x }) =>
    Object.values(tf.topk(x!, 1)),
  ),
];
