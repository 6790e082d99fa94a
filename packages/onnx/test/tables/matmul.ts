/** @file Cases of matrix products, einsum and normalisation. */
import * as tf from "@tensorflow/tfjs-core";
import { f32, i32, on, spread, spreadInts, type Case } from "../support/case";

const TRANSPOSES = [
  [false, false],
  [true, false],
  [false, true],
  [true, true],
] as const;

const flip = (shape: readonly number[], flipped: boolean): number[] =>
  flipped ? [...shape.slice(0, -2), shape.at(-1)!, shape.at(-2)!] : [...shape];

const BATCHES: readonly (readonly [string, number[], number[]])[] = [
  ["matrices", [2, 3], [3, 4]],
  ["batches of one", [1, 2, 3], [1, 3, 4]],
  ["batches", [2, 2, 3], [2, 3, 4]],
  ["broadcast batches", [2, 3, 2, 3], [3, 3, 2]],
  ["one row, one column", [1, 3], [3, 1]],
];

const PRODUCTS: readonly Case[] = [
  ...BATCHES.flatMap(([title, a, b]) =>
    TRANSPOSES.map(([transA, transB]) =>
      on(
        "BatchMatMul",
        `${title}, ${transA ? "aT" : "a"} ${transB ? "bT" : "b"}`,
        { a: spread(flip(a, transA)), b: spread(flip(b, transB)) },
        ({ a, b }) => tf.matMul(a!, b!, transA, transB),
        title === "broadcast batches" ? { gradient: false } : {},
      ),
    ),
  ),
  ...TRANSPOSES.map(([transA, transB]) =>
    on(
      "BatchMatMul",
      `of integers, ${transA ? "aT" : "a"} ${transB ? "bT" : "b"}`,
      {
        a: spreadInts(flip([2, 3], transA), -9, 9),
        b: spreadInts(flip([3, 4], transB), -9, 9),
      },
      ({ a, b }) =>
        tf.add(tf.matMul(a!, b!, transA, transB), tf.scalar(1, "int32")),
    ),
  ),
  on(
    "BatchMatMul",
    "without rows",
    { a: f32([], [0, 3]), b: spread([3, 2]) },
    ({ a, b }) => tf.matMul(a!, b!),
  ),
  on(
    "BatchMatMul",
    "over an inner extent of 0",
    { a: f32([], [2, 0]), b: f32([], [0, 3]) },
    ({ a, b }) => tf.matMul(a!, b!),
  ),
  on(
    "BatchMatMul",
    "of an empty batch",
    { a: f32([], [0, 2, 3]), b: f32([], [0, 3, 2]) },
    ({ a, b }) => tf.matMul(a!, b!),
  ),
  on(
    "BatchMatMul",
    "followed by an addition",
    { a: spread([2, 3]), b: spread([3, 4]), c: spread([4]) },
    ({ a, b, c }) => tf.add(tf.matMul(a!, b!), c!),
  ),
];

const ACTIVATIONS = [
  "linear",
  "relu",
  "relu6",
  "elu",
  "sigmoid",
  "leakyrelu",
  "prelu",
] as const;

const FUSED: readonly Case[] = [
  ...ACTIVATIONS.map((activation) =>
    on(
      "_FusedMatMul",
      activation,
      {
        a: spread([2, 3]),
        b: spread([3, 4]),
        bias: spread([4], 0, 5),
        slope: spread([4]),
      },
      ({ a, b, bias, slope }) =>
        tf.fused.matMul({
          a: a!,
          b: b!,
          bias: bias!,
          activation,
          preluActivationWeights: slope!,
          leakyreluAlpha: 0.3,
        }),
      { gradient: false },
    ),
  ),
  on(
    "_FusedMatMul",
    "without bias, transposed, with gradient",
    { a: spread([2, 3, 2]), b: spread([2, 4, 3]) },
    ({ a, b }) =>
      tf.fused.matMul({ a: a!, b: b!, transposeA: true, transposeB: true }),
    { gradient: true },
  ),
  on(
    "_FusedMatMul",
    "gradient with bias",
    { a: spread([2, 3]), b: spread([3, 4]), bias: spread([4]) },
    ({ a, b, bias }) =>
      tf.fused.matMul({ a: a!, b: b!, bias: bias!, activation: "relu" }),
    { gradient: true },
  ),
];

const EINSUMS: readonly (readonly [string, ...number[][]])[] = [
  ["ij,jk->ik", [2, 3], [3, 4]],
  ["ij->ji", [2, 3]],
  ["ij->", [2, 3]],
  ["bij,bjk->bik", [2, 2, 3], [2, 3, 4]],
  ["i,j->ij", [2], [3]],
  ["ij, ij -> j", [2, 3], [2, 3]],
  ["ij,jk->ik", [0, 3], [3, 2]],
];

const SUMS: readonly Case[] = [
  ...EINSUMS.map(([equation, ...shapes]) =>
    on(
      "Einsum",
      `${equation} of ${shapes.join(" and ")}`,
      Object.fromEntries(shapes.map((shape, i) => [`x${i}`, spread(shape)])),
      (inputs) => tf.einsum(equation, ...Object.values(inputs)),
    ),
  ),
  on(
    "Einsum",
    "of integers",
    { a: i32([1, 2, 3, 4], [2, 2]), b: i32([5, 6]) },
    ({ a, b }) => tf.einsum("ij,j->i", a!, b!),
  ),
];

const NORMALIZATION: readonly Case[] = [
  on(
    "FusedBatchNorm",
    "with scale and offset",
    {
      x: spread([2, 3, 2, 4]),
      mean: spread([4]),
      variance: spread([4], 0.5, 2),
      offset: spread([4]),
      scale: spread([4]),
    },
    ({ x, mean, variance, offset, scale }) =>
      tf.batchNorm(
        x!,
        mean as tf.Tensor1D,
        variance as tf.Tensor1D,
        offset,
        scale,
        0.01,
      ),
  ),
  on(
    "FusedBatchNorm",
    "plain",
    { x: spread([3, 4]), mean: spread([4]), variance: spread([4], 0.5, 2) },
    ({ x, mean, variance }) =>
      tf.batchNorm(x!, mean as tf.Tensor1D, variance as tf.Tensor1D),
    // TF.js's gradient rule needs a scale.
    { gradient: false },
  ),
];

export const MATMUL_CASES: readonly Case[] = [
  ...PRODUCTS,
  ...FUSED,
  ...SUMS,
  ...NORMALIZATION,
];
