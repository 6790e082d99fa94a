/** @file Cases of reductions: to a number, a truth value or a position. */
import * as tf from "@tensorflow/tfjs-core";
import type { KernelName } from "../../src/rules/kernel-names";
import {
  bool,
  f32,
  i32,
  on,
  spread,
  spreadInts,
  type Case,
} from "../support/case";

type Reduction = (
  x: tf.Tensor,
  axis?: number | number[],
  keepDims?: boolean,
) => tf.Tensor;

const AXES: readonly (readonly [number | number[] | undefined, boolean])[] = [
  [undefined, false],
  [undefined, true],
  [-1, true],
  [1, false],
  [[0, 2], false],
  [[], false],
];

/** TF.js's gradient of prod counts no axes from the end, and needs some. */
const hasProdGradient = (axis: number | number[] | undefined): boolean =>
  axis === undefined || axis === 1 || (Array.isArray(axis) && axis.length > 0);

const floats = (kernel: KernelName, fn: Reduction): Case[] => [
  ...AXES.map(([axis, keepDims]) =>
    on(
      kernel,
      `over ${JSON.stringify(axis ?? "all")}${keepDims ? ", kept" : ""}`,
      { x: spread([2, 1, 4]) },
      ({ x }) => fn(x!, axis, keepDims),
      kernel === "Prod" && !hasProdGradient(axis) ? { gradient: false } : {},
    ),
  ),
  on(kernel, "of a scalar", { x: spread([]) }, ({ x }) => fn(x!), {
    gradient: false,
  }),
  on(
    kernel,
    "over an axis of extent 0",
    { x: f32([], [2, 0]) },
    ({ x }) => fn(x!, 1),
    { gradient: false },
  ),
  on(
    kernel,
    "of nothing to nothing",
    { x: f32([], [2, 0]) },
    ({ x }) => fn(x!, 0, true),
    { gradient: false },
  ),
  on(
    kernel,
    "with NaN and infinities",
    {
      x: f32([NaN, 1, 2, 3, NaN, 1, 2, 1, NaN, -Infinity, Infinity, 0], [4, 3]),
    },
    ({ x }) => [fn(x!, 1), fn(x!, 0)],
    { gradient: false },
  ),
];

const integers = (kernel: KernelName, fn: Reduction): Case =>
  on(kernel, "of integers", { x: spreadInts([2, 3], -5, 5) }, ({ x }) => [
    fn(x!),
    fn(x!, 1),
  ]);

const truths = (kernel: KernelName, fn: Reduction): Case =>
  on(
    kernel,
    "of truth values",
    { x: bool([1, 0, 1, 1, 1, 1, 0, 0, 0], [3, 3]) },
    ({ x }) => [fn(x!), fn(x!, 1, true)],
  );

const REDUCTIONS: readonly Case[] = (
  [
    ["Sum", tf.sum],
    ["Prod", tf.prod],
    ["Mean", tf.mean],
    ["Max", tf.max],
    ["Min", tf.min],
  ] as const
).flatMap(([kernel, fn]) => [
  ...floats(kernel, fn),
  integers(kernel, fn),
  truths(kernel, fn),
]);

const LOGICAL: readonly Case[] = (
  [
    ["All", tf.all],
    ["Any", tf.any],
  ] as const
).flatMap(([kernel, fn]) => [
  truths(kernel, fn),
  on(kernel, "over an axis of extent 0", { x: bool([], [2, 0]) }, ({ x }) =>
    fn(x!, 1),
  ),
  on(
    kernel,
    "over two axes",
    { x: bool([1, 0, 1, 1, 1, 1, 0, 0], [2, 2, 2]) },
    ({ x }) => fn(x!, [0, 2]),
  ),
]);

const POSITIONS: readonly Case[] = (
  [
    ["ArgMax", tf.argMax],
    ["ArgMin", tf.argMin],
  ] as const
).flatMap(([kernel, fn]) => [
  on(
    kernel,
    "along each axis",
    { x: spread([3, 1, 4]) },
    ({ x }) => [fn(x!, 0), fn(x!, 1), fn(x!, -1)],
    { gradient: false },
  ),
  on(
    kernel,
    "takes the first of equals",
    { x: f32([1, 3, 3, 0, 0], [1, 5]) },
    ({ x }) => fn(x!, 1),
    { gradient: false },
  ),
  on(
    kernel,
    "passes over NaN unless it is first",
    { x: f32([NaN, 1, 2, 1, NaN, 2, 2, 1, NaN], [3, 3]) },
    ({ x }) => fn(x!, 1),
    { gradient: false },
  ),
  on(kernel, "of integers", { x: i32([3, 9, -2]) }, ({ x }) => fn(x!)),
  on(kernel, "of truth values", { x: bool([0, 1, 0]) }, ({ x }) => fn(x!)),
  on(
    kernel,
    "over an axis of extent 0",
    { x: f32([], [2, 0]) },
    ({ x }) => fn(x!, 1),
    { gradient: false },
  ),
]);

export const REDUCTION_CASES: readonly Case[] = [
  ...REDUCTIONS,
  ...LOGICAL,
  ...POSITIONS,
];
