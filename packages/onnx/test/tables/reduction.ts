/** @file Cases of reductions, running sums, softmax, search and counting. */
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

const FLAGS = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

const CUMULATIVE: readonly Case[] = (
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

const SOFTMAX: readonly Case[] = [
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

const SORTED = f32([-1, 0, 0, 2, 5, 5, 5, 9], [2, 4]);

const SEARCH: readonly Case[] = [
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

const WEIGHTS = f32([0.5, 1.5, 2, -1, 4, 0.25]);
const NO_WEIGHTS = f32([], [0]);
const COUNTED = i32([0, 3, 1, 3, 7, 3]);

const COUNTS: readonly Case[] = [
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

export const REDUCTION_CASES: readonly Case[] = [
  ...REDUCTIONS,
  ...LOGICAL,
  ...POSITIONS,
  ...CUMULATIVE,
  ...SOFTMAX,
  ...SEARCH,
  ...COUNTS,
];
