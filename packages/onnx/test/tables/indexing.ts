/** @file Cases of ops that read or write elements at given indices. */
import * as tf from "@tensorflow/tfjs-core";
import { f32, i32, on, spread, spreadInts, type Case } from "../support/case";
import { TRUTHS } from "../support/inputs";

const TABLE = { x: spread([3, 4, 2]) };

export const INDEXING_CASES: readonly Case[] = [
  on(
    "GatherV2",
    "along each axis",
    { ...TABLE, at: i32([2, 0, 0], [3, 1]) },
    ({ x, at }) => [tf.gather(x!, at!), tf.gather(x!, at!, 1)],
    { gradient: false },
  ),
  on(
    "GatherV2",
    "gradient at the first axis",
    { ...TABLE, at: i32([2, 0, 0]) },
    ({ x, at }) => tf.gather(x!, at!),
  ),
  on(
    "GatherV2",
    "gradient at the second axis",
    { ...TABLE, at: i32([3, 0, 0]) },
    ({ x, at }) => tf.gather(x!, at!, 1),
  ),
  on(
    "GatherV2",
    "with a scalar and nothing",
    { ...TABLE, at: i32([1], []), none: i32([], [0]) },
    ({ x, at, none }) => [tf.gather(x!, at!, 2), tf.gather(x!, none!)],
    { gradient: false },
  ),
  on(
    "GatherV2",
    "one axis of batch",
    { x: spread([2, 3, 2]), at: i32([2, 0, 1, 1], [2, 2]) },
    ({ x, at }) => tf.gather(x!, at!, 1, 1),
  ),
  on(
    "GatherV2",
    "batch before an outer axis",
    { x: spread([2, 3, 4]), at: i32([2, 0, 1, 1], [2, 2]) },
    ({ x, at }) => tf.gather(x!, at!, 2, 1),
    { gradient: false },
  ),
  on(
    "GatherV2",
    "two axes of batch",
    { x: spreadInts([2, 2, 3], 0, 50), at: i32([2, 0, 1, 1], [2, 2, 1]) },
    ({ x, at }) => tf.gather(x!, at!, 2, 2),
  ),
  on(
    "GatherNd",
    "elements and rows",
    { ...TABLE, at: i32([2, 1, 0, 0, 3, 1], [2, 3]), row: i32([1, 0], [2, 1]) },
    ({ x, at, row }) => [tf.gatherND(x!, at!), tf.gatherND(x!, row!)],
  ),
  on(
    "GatherNd",
    "of truth values",
    { ...TRUTHS, at: i32([1, 2], [1, 2]) },
    ({ x, at }) => tf.gatherND(x!, at!),
  ),
  on(
    "ScatterNd",
    "adds up at one place",
    { at: i32([1, 3, 1], [3, 1]), updates: spread([3, 2]) },
    ({ at, updates }) => tf.scatterND(at!, updates!, [5, 2]),
  ),
  on(
    "ScatterNd",
    "integers",
    { at: i32([1, 3, 1], [3, 1]), updates: i32([4, 5, 6]) },
    ({ at, updates }) => tf.scatterND(at!, updates!, [5]),
  ),
  on(
    "TensorScatterUpdate",
    "rows",
    {
      x: spread([4, 2]),
      at: i32([3, 0], [2, 1]),
      updates: spread([2, 2], 8, 9),
    },
    ({ x, at, updates }) => tf.tensorScatterUpdate(x!, at!, updates!),
  ),
  on(
    "SparseToDense",
    "with a default",
    {
      at: i32([0, 1, 2, 0], [2, 2]),
      values: f32([5, 6]),
      fallback: f32([-1], []),
    },
    ({ at, values, fallback }) =>
      tf.sparseToDense(at!, values!, [3, 2], fallback as tf.Scalar),
  ),
  on(
    "SparseToDense",
    "one value in a vector",
    { at: i32([0, 3]), values: f32([5], []) },
    ({ at, values }) => tf.sparseToDense(at!, values!, [5]),
  ),
  on(
    "UnsortedSegmentSum",
    "drops ids out of range",
    { x: spread([5, 2, 1]), ids: i32([1, 0, 1, 7, -1]) },
    ({ x, ids }) => tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 3),
    { gradient: false },
  ),
  on(
    "UnsortedSegmentSum",
    "gradient",
    { x: spread([4, 2]), ids: i32([1, 0, 1, -1]) },
    ({ x, ids }) => tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 3),
  ),
  on(
    "UnsortedSegmentSum",
    "of integers",
    { x: i32([1, 2, 3]), ids: i32([1, 0, 1]) },
    ({ x, ids }) => tf.unsortedSegmentSum(x!, ids as tf.Tensor1D, 2),
  ),
];
