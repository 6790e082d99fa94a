/** @file Cases of functions of two or more tensors under broadcasting, comparison, logic and selection. */
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
  type CaseOptions,
} from "../support/case";

type Binary = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
type Interval = readonly [number, number];

const BROADCASTS: readonly (readonly [string, number[], number[]])[] = [
  ["of equal shapes", [2, 5], [2, 5]],
  ["with a row", [2, 3], [3]],
  ["column with row", [4, 1], [1, 3]],
  ["scalar with matrix", [], [2, 3]],
  ["of ranks 4 and 2", [2, 1, 2, 3], [2, 1]],
  ["of scalars", [], []],
  ["of nothing with a row", [0, 3], [1, 3]],
];

/** Kernels whose gradient rules in TF.js do not sum over broadcast axes. */
const WITHOUT_BROADCAST_GRADIENT: readonly KernelName[] = [
  "Maximum",
  "Minimum",
  "SquaredDifference",
];

/** A function of floats over two intervals under every broadcasting. */
const function2 = (
  kernel: KernelName,
  fn: Binary,
  [a, b]: readonly [Interval, Interval],
  options: CaseOptions = {},
): Case[] =>
  BROADCASTS.map(([title, aShape, bShape]) =>
    on(
      kernel,
      title,
      { a: spread(aShape, ...a), b: spread(bShape, ...b) },
      ({ a, b }) => fn(a!, b!),
      {
        ...options,
        // TF.js's own gradients cannot reduce an extent of 0 to one of 1.
        ...(title.startsWith("of nothing") ||
        (WITHOUT_BROADCAST_GRADIENT.includes(kernel) &&
          String(aShape) !== String(bShape))
          ? { gradient: false }
          : {}),
      },
    ),
  );

const VALUES = [NaN, Infinity, -Infinity, 0, -0, 1, -1, 2.5, -2.5, 7];

/** Every pair of special values. */
const specialPairs = (kernel: KernelName, fn: Binary): Case =>
  on(
    kernel,
    "of every pair of special values",
    { a: f32(VALUES, [VALUES.length, 1]), b: f32(VALUES) },
    ({ a, b }) => fn(a!, b!),
    { gradient: false },
  );

const INTEGERS = [-7, -6, -3, -1, 0, 1, 2, 3, 6, 7];

/** Every pair of small integers, zero included. */
const integerPairs = (
  kernel: KernelName,
  fn: Binary,
  values: readonly number[] = INTEGERS,
): Case =>
  on(
    kernel,
    "of every pair of integers",
    { a: i32(values, [values.length, 1]), b: i32(values) },
    ({ a, b }) => fn(a!, b!),
    { gradient: false },
  );

const truthPairs = (kernel: KernelName, fn: Binary): Case =>
  on(
    kernel,
    "of every pair of truth values",
    { a: bool([0, 1], [2, 1]), b: bool([0, 1]) },
    // As truth values: TF.js's cpu backend may store a 2.
    ({ a, b }) => tf.notEqual(tf.cast(fn(a!, b!), "int32"), 0),
    { gradient: false },
  );

const SIGNED: Interval = [-3, 3];
const EXTREMES = [-(2 ** 31), 2 ** 31 - 1, -1, 1, 3, -3, 0];

const ARITHMETIC: readonly Case[] = (
  [
    ["Add", tf.add, [SIGNED, SIGNED]],
    ["Sub", tf.sub, [SIGNED, SIGNED]],
    ["Multiply", tf.mul, [SIGNED, SIGNED]],
    ["Maximum", tf.maximum, [SIGNED, SIGNED]],
    ["Minimum", tf.minimum, [SIGNED, SIGNED]],
    ["SquaredDifference", tf.squaredDifference, [SIGNED, SIGNED]],
  ] as const
).flatMap(([kernel, fn, intervals]) => [
  ...function2(kernel, fn, intervals),
  specialPairs(kernel, fn),
  integerPairs(kernel, fn),
  truthPairs(kernel, fn),
]);

const DIVISION: readonly Case[] = [
  ...function2("RealDiv", tf.div, [SIGNED, [0.5, 3]]),
  specialPairs("RealDiv", tf.div),
  truthPairs("RealDiv", tf.div),
  ...function2("FloorDiv", tf.floorDiv, [[-30, 30], SIGNED]),
  specialPairs("FloorDiv", tf.floorDiv),
  integerPairs("FloorDiv", tf.floorDiv),
  integerPairs("FloorDiv", tf.floorDiv, EXTREMES),
  truthPairs("FloorDiv", tf.floorDiv),
  on(
    "FloorDiv",
    "does not round up to a whole number",
    { a: f32([1, -1, 3, 0.6]), b: f32([0.1, 0.1, 0.1, 0.2]) },
    ({ a, b }) => tf.floorDiv(a!, b!),
  ),
  on(
    "FloorDiv",
    "integers divide by it",
    { a: i32([7, -7]), b: i32([2, 2]) },
    ({ a, b }) => tf.div(a!, b!),
  ),
  ...function2("Mod", tf.mod, [[-9, 9], SIGNED]),
  specialPairs("Mod", tf.mod),
  integerPairs("Mod", tf.mod),
  integerPairs("Mod", tf.mod, EXTREMES),
  truthPairs("Mod", tf.mod),
  on(
    "Mod",
    "of a tiny negative number",
    { a: f32([-1e-9, 1e-9]), b: f32([1, -1]) },
    ({ a, b }) => tf.mod(a!, b!),
  ),
  ...function2("Pow", tf.pow, [[0.1, 3], SIGNED]),
  specialPairs("Pow", tf.pow),
  integerPairs("Pow", tf.pow),
  truthPairs("Pow", tf.pow),
  on(
    "Pow",
    "of negative bases and a constant exponent",
    { x: spread([2, 3]) },
    ({ x }) => [tf.pow(x!, 2), tf.pow(x!, 3), tf.pow(x!, 0)],
  ),
  on(
    "Pow",
    "integers overflow as int32",
    { a: i32([2, 3, 2, -5]), b: i32([31, 25, 40, 3]) },
    ({ a, b }) => tf.pow(a!, b!),
  ),
];

const ANGLES: readonly Case[] = [
  ...function2("Atan2", tf.atan2, [SIGNED, SIGNED]),
  specialPairs("Atan2", tf.atan2),
  on(
    "Atan2",
    "of numbers far apart",
    { a: f32([1e-20, -1e20, 1e-3, -1e-30]), b: f32([1, 1e-10, -1e3, -1e-30]) },
    ({ a, b }) => tf.atan2(a!, b!),
    { rtol: 1e-6, atol: 0, gradient: false },
  ),
];

const BITS: readonly Case[] = [
  on(
    "BitwiseAnd",
    "of integers of both signs",
    { a: i32([-7, 12, -1, 6, 0]), b: i32([5, 10, 9, -8, 3]) },
    ({ a, b }) => tf.bitwiseAnd(a!, b!),
  ),
  on(
    "AddN",
    "of three tensors",
    { a: spread([2, 3]), b: spread([2, 3], 0, 1), c: spread([2, 3], -9, 0) },
    ({ a, b, c }) => tf.addN([a!, b!, c!]),
  ),
  on("AddN", "of one tensor", { a: spread([2, 3]) }, ({ a }) => tf.addN([a!])),
  on("AddN", "of integers", { a: i32([1, 2]), b: i32([-3, 4]) }, ({ a, b }) =>
    tf.addN([a!, b!, a!]),
  ),
];

const COMPARISONS: readonly Case[] = (
  [
    ["Equal", tf.equal],
    ["NotEqual", tf.notEqual],
    ["Greater", tf.greater],
    ["GreaterEqual", tf.greaterEqual],
    ["Less", tf.less],
    ["LessEqual", tf.lessEqual],
  ] as const
).flatMap(([kernel, fn]) => [
  ...function2(kernel, fn, [SIGNED, SIGNED], { gradient: false }),
  specialPairs(kernel, fn),
  integerPairs(kernel, fn),
  truthPairs(kernel, fn),
]);

const LOGIC: readonly Case[] = [
  truthPairs("LogicalAnd", tf.logicalAnd),
  truthPairs("LogicalOr", tf.logicalOr),
  on(
    "LogicalXor",
    "of every pair of truth values",
    { a: bool([0, 1], [2, 1]), b: bool([0, 1]) },
    ({ a, b }) => tf.engine().runKernel("LogicalXor", { a: a!, b: b! }),
    { reference: ({ a, b }) => tf.logicalXor(a!, b!) },
  ),
  on(
    "Select",
    "under broadcasting",
    { c: bool([1, 0], [2, 1]), a: spread([2, 3]), b: spread([3]) },
    ({ c, a, b }) => tf.where(c!, a!, b!),
  ),
  on(
    "Select",
    "of mixed types",
    { c: bool([1, 0]), a: i32([5, 6]), b: f32([0.5, 1.5]) },
    ({ c, a, b }) => tf.where(c!, a!, b!),
    { gradient: false },
  ),
  on(
    "Select",
    "of truth values",
    { c: bool([1, 0, 1]), a: bool([1, 1, 0]), b: bool([0, 0, 1]) },
    ({ c, a, b }) => tf.where(c!, a!, b!),
  ),
  on(
    "Select",
    "of integers, nothing chosen",
    {
      c: bool([], [0, 2]),
      a: spreadInts([0, 2], 0, 9),
      b: spreadInts([1, 2], 0, 9),
    },
    ({ c, a, b }) => tf.where(c!, a!, b!),
  ),
  on(
    "Select",
    "a condition of rank 1 chooses rows",
    { c: bool([1, 0]), a: spread([2, 3]), b: spread([2, 3], 3, 9) },
    ({ c, a, b }) =>
      tf.engine().runKernel("Select", { condition: c!, t: a!, e: b! }),
    {
      gradient: false,
      reference: ({ c, a, b }) => tf.where(tf.reshape(c!, [2, 1]), a!, b!),
    },
  ),
];

export const BINARY_CASES: readonly Case[] = [
  ...ARITHMETIC,
  ...DIVISION,
  ...ANGLES,
  ...BITS,
  ...COMPARISONS,
  ...LOGIC,
];
