/** @file Cases of functions of one tensor. */
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

type Unary = (x: tf.Tensor) => tf.Tensor;

const SPECIAL = [NaN, Infinity, -Infinity, 0, -0];
const TINY = [1e-30, -1e-12, 1e-7, -1e-5, 3e-4, -0.02];

/** A function over an interval, special values, a scalar, size-1 and empty dimensions. */
const function1 = (
  kernel: KernelName,
  fn: Unary,
  [low, high]: readonly [number, number],
  options: CaseOptions = {},
): Case[] => {
  const apply = ({ x }: Record<string, tf.Tensor>) => fn(x!);
  return [
    on(
      kernel,
      "over its interval",
      { x: spread([2, 1, 9], low, high) },
      apply,
      options,
    ),
    on(kernel, "of special values", { x: f32(SPECIAL) }, apply, {
      ...options,
      gradient: false,
    }),
    on(kernel, "of a scalar", { x: spread([], low, high) }, apply, options),
    on(kernel, "of nothing", { x: f32([], [2, 0, 3]) }, apply, options),
  ];
};

/** Relative accuracy for numbers near 0, where cancellation shows. */
const nearZero = (kernel: KernelName, fn: Unary, rtol = 1e-6): Case =>
  on(kernel, "of tiny numbers", { x: f32(TINY) }, ({ x }) => fn(x!), {
    rtol,
    atol: 0,
    gradient: false,
  });

/** TF.js computes exp(x) - 1 in double precision, which leaves 4 digits at 1e-12. */
const DOUBLE_CANCELLATION = 1e-4;

/** What TF.js stores when a function is given integers. */
const ofIntegers = (
  kernel: KernelName,
  fn: Unary,
  values: readonly number[] = [-3, -1, 0, 1, 2, 7],
): Case => on(kernel, "of integers", { x: i32(values) }, ({ x }) => fn(x!));

const ofTruths = (kernel: KernelName, fn: Unary): Case =>
  on(kernel, "of truth values", { x: bool([0, 1, 1]) }, ({ x }) => fn(x!));

const REAL: readonly Case[] = [
  ...function1("Acos", tf.acos, [-1, 1]),
  ...function1("Acosh", tf.acosh, [1, 9]),
  ...function1("Asin", tf.asin, [-1, 1]),
  nearZero("Asin", tf.asin),
  ...function1("Asinh", tf.asinh, [-50, 50]),
  nearZero("Asinh", tf.asinh),
  ...function1("Atan", tf.atan, [-50, 50]),
  nearZero("Atan", tf.atan),
  ...function1("Atanh", tf.atanh, [-1, 1]),
  nearZero("Atanh", tf.atanh),
  ...function1("Cos", tf.cos, [-30, 30]),
  ...function1("Cosh", tf.cosh, [-9, 9]),
  ...function1("Erf", tf.erf, [-4, 4]),
  ...function1("Exp", tf.exp, [-20, 20]),
  ofIntegers("Exp", tf.exp),
  ...function1("Expm1", tf.expm1, [-20, 20]),
  nearZero("Expm1", tf.expm1),
  ...function1("Log", tf.log, [0, 50]),
  ...function1("Log1p", tf.log1p, [-1, 50]),
  nearZero("Log1p", tf.log1p),
  on(
    "Log1p",
    "at and beyond its pole",
    { x: f32([-1, -1.5, -0.9999999]) },
    ({ x }) => tf.log1p(x!),
    { gradient: false },
  ),
  ...function1("Reciprocal", tf.reciprocal, [-3, 3]),
  ofIntegers("Reciprocal", tf.reciprocal),
  ...function1("Rsqrt", tf.rsqrt, [0.01, 50]),
  ...function1("Sigmoid", tf.sigmoid, [-20, 20]),
  ...function1("Sin", tf.sin, [-30, 30]),
  nearZero("Sin", tf.sin),
  ...function1("Sinh", tf.sinh, [-9, 9]),
  nearZero("Sinh", tf.sinh),
  ofIntegers("Sinh", tf.sinh),
  ...function1("Softplus", tf.softplus, [-30, 30]),
  ...function1("Sqrt", tf.sqrt, [0, 50]),
  ...function1("Tan", tf.tan, [-1.4, 1.4]),
  nearZero("Tan", tf.tan),
  ...function1("Tanh", tf.tanh, [-12, 12]),
  nearZero("Tanh", tf.tanh),
];

const HALVES = f32([-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.49999997, -3.2, 7.9]);

const STEPS: readonly Case[] = (
  [
    ["Ceil", tf.ceil],
    ["Floor", tf.floor],
    ["Round", tf.round],
  ] as const
).flatMap(([kernel, fn]) => [
  ...function1(kernel, fn, [-5, 5]),
  on(kernel, "of halves", { x: HALVES }, ({ x }) => fn(x!)),
]);

const ROUNDED_INTEGERS = ofIntegers("Round", tf.round);

const NUMERIC: readonly Case[] = (
  [
    ["Abs", tf.abs],
    ["Neg", tf.neg],
    ["Sign", tf.sign],
    ["Square", tf.square],
  ] as const
).flatMap(([kernel, fn]) => [
  ...function1(kernel, fn, [-5, 5]),
  ofIntegers(kernel, fn),
  ofTruths(kernel, fn),
]);

const CLASSES: readonly Case[] = (
  [
    ["IsNan", tf.isNaN],
    ["IsInf", tf.isInf],
    ["IsFinite", tf.isFinite],
  ] as const
).flatMap(([kernel, fn]) => [
  on(
    kernel,
    "of special values",
    { x: f32([...SPECIAL, 1, -3e38]) },
    ({ x }) => fn(x!),
    { gradient: false },
  ),
  on(kernel, "of nothing", { x: f32([], [0, 2]) }, ({ x }) => fn(x!), {
    gradient: false,
  }),
  ofIntegers(kernel, fn),
]);

const CASTS: readonly Case[] = [
  on(
    "Cast",
    "float to int32 wraps as JavaScript does",
    {
      x: f32([
        2.7,
        -2.7,
        NaN,
        Infinity,
        -Infinity,
        3e9,
        -3e9,
        1e20,
        2 ** 33 + 2 ** 12,
      ]),
    },
    ({ x }) => tf.cast(x!, "int32"),
    { gradient: false },
  ),
  on(
    "Cast",
    "float to bool",
    { x: f32([0, -0, 0.5, NaN, Infinity]) },
    ({ x }) => tf.cast(x!, "bool"),
    { gradient: false },
  ),
  on("Cast", "int32 to the others", { x: i32([-1, 0, 2]) }, ({ x }) => [
    tf.cast(x!, "float32"),
    tf.cast(x!, "bool"),
  ]),
  on("Cast", "bool to the others", { x: bool([0, 1]) }, ({ x }) => [
    tf.cast(x!, "float32"),
    tf.cast(x!, "int32"),
  ]),
  on("Cast", "gradient of float to float", { x: spread([3]) }, ({ x }) =>
    tf.mul(tf.cast(x!, "float32"), x!),
  ),
  on("Identity", "a clone", { x: spread([2, 2]) }, ({ x }) => tf.clone(x!)),
  on(
    "LogicalNot",
    "of truth values",
    { x: bool([0, 1, 1, 0], [2, 2]) },
    ({ x }) => tf.logicalNot(x!),
  ),
];

const alpha = ({ x }: Record<string, tf.Tensor>) => tf.step(x!, 0.25);

const ACTIVATIONS: readonly Case[] = [
  ...function1("Elu", tf.elu, [-20, 5]),
  nearZero("Elu", tf.elu, DOUBLE_CANCELLATION),
  on(
    "EluGrad",
    "of both signs",
    { dy: spread([4]), y: f32([-0.9, 0, 0.5, 2]) },
    ({ dy, y }) => tf.engine().runKernel("EluGrad", { dy: dy!, y: y! }),
  ),
  ...function1("LeakyRelu", (x) => tf.leakyRelu(x, 0.3), [-5, 5]),
  on("LeakyRelu", "of integers", { x: i32([-5, 0, 5]) }, ({ x }) =>
    tf.leakyRelu(x!, 0.3),
  ),
  on(
    "Prelu",
    "slopes broadcast",
    { x: spread([2, 3, 2]), alpha: spread([3, 1]) },
    ({ x, alpha }) => tf.prelu(x!, alpha!),
  ),
  on(
    "Prelu",
    "one slope per element",
    { x: f32([NaN, -1, -0, 2]), alpha: f32([0.1, 0.2, 0.3, 0.4]) },
    ({ x, alpha }) => tf.prelu(x!, alpha!),
    { gradient: false },
  ),
  ...function1("Relu", tf.relu, [-5, 5]),
  on(
    "Relu",
    "turns -0 into 0",
    { x: f32([...Array<number>(9).fill(-0), 0, -1]) },
    ({ x }) => tf.reciprocal(tf.relu(x!)),
    { gradient: false },
  ),
  ofIntegers("Relu", tf.relu),
  ...function1("Relu6", tf.relu6, [-5, 9]),
  ofIntegers("Relu6", tf.relu6),
  ...function1("Selu", tf.selu, [-20, 5]),
  nearZero("Selu", tf.selu, DOUBLE_CANCELLATION),
  ...function1("Step", (x) => tf.step(x, 0.25), [-5, 5]),
  on("Step", "of integers", { x: i32([-5, 0, 5]) }, alpha),
  ...function1("ClipByValue", (x) => tf.clipByValue(x, -1.5, 2.5), [-5, 5]),
  on(
    "ClipByValue",
    "of integers between fractions",
    { x: spreadInts([9], -6, 6) },
    ({ x }) => [
      tf.clipByValue(x!, -1.5, 2.5),
      tf.clipByValue(x!, 0.5, 2.5),
      tf.clipByValue(x!, -2.5, -0.5),
    ],
  ),
];

export const UNARY_CASES: readonly Case[] = [
  ...REAL,
  ...STEPS,
  ROUNDED_INTEGERS,
  ...NUMERIC,
  ...CLASSES,
  ...CASTS,
  ...ACTIVATIONS,
];
