/** @file Cases of ops that create elements, or set some to zero. */
import * as tf from "@tensorflow/tfjs-core";
import { bool, f32, i32, on, spread, type Case } from "../support/case";
import { TRUTHS } from "../support/inputs";

const MATRIX = { x: spread([2, 4, 4]) };
const ZERO = { x: f32([0], []) };

/** A created tensor, added to an input so that the graph is not constant. */
const created =
  (make: () => tf.Tensor) =>
  ({ x }: Record<string, tf.Tensor>) => [make(), tf.add(x!, make())];

export const CREATION_CASES: readonly Case[] = [
  on(
    "Fill",
    "of each type",
    { x: f32([1], []) },
    created(() => tf.fill([2, 3], 1.5)),
    { gradient: false },
  ),
  on(
    "Fill",
    "integers, truths, a scalar and nothing",
    ZERO,
    () => [
      tf.fill([2], 3, "int32"),
      tf.ones([2], "bool"),
      tf.fill([], 2),
      tf.zeros([0, 2]),
    ],
    { gradient: false },
  ),
  on(
    "ZerosLike",
    "of each type",
    { ...TRUTHS, y: i32([1]), z: spread([2]) },
    ({ x, y, z }) => [tf.zerosLike(x!), tf.zerosLike(y!), tf.zerosLike(z!)],
    { gradient: false },
  ),
  on("ZerosLike", "gradient", { x: spread([2]) }, ({ x }) =>
    tf.add(tf.zerosLike(x!), x!),
  ),
  on(
    "OnesLike",
    "of each type",
    { ...TRUTHS, y: i32([1]), z: spread([2]) },
    ({ x, y, z }) => [tf.onesLike(x!), tf.onesLike(y!), tf.onesLike(z!)],
    { gradient: false },
  ),
  on(
    "LinSpace",
    "adds up as TF.js does",
    ZERO,
    created(() => tf.linspace(0.1, 0.9, 7)),
    { rtol: 0, atol: 0 },
  ),
  on(
    "LinSpace",
    "of one number",
    ZERO,
    created(() => tf.linspace(3, 9, 1)),
  ),
  on(
    "Range",
    "up, down and nowhere",
    ZERO,
    () => [
      tf.range(0, 5),
      tf.range(5, 0),
      tf.range(3, 3),
      tf.range(0.1, 1, 0.1),
      tf.range(5, 0, -2, "int32"),
      tf.range(0, 5, -1),
    ],
    { rtol: 0, atol: 0, gradient: false },
  ),
  on(
    "OneHot",
    "indices out of range match nothing",
    { at: i32([0, 3, -1, 2, -100], [5, 1]) },
    ({ at }) => [tf.oneHot(at!, 3), tf.oneHot(at!, 3, 1, 0, "float32")],
  ),
  on("OneHot", "with other values", { at: i32([1, 0]) }, ({ at }) => [
    tf.oneHot(at!, 2, 0.5, -0.5, "float32"),
    tf.oneHot(at!, 2, 7, 3),
    tf.oneHot(at!, 2, 1, 0, "bool"),
  ]),
  on("OneHot", "of a scalar", { at: i32([1], []) }, ({ at }) =>
    tf.oneHot(at!, 2),
  ),
  on(
    "Diag",
    "of a vector and a matrix",
    { x: spread([3]), y: spread([2, 2]) },
    ({ x, y }) => [tf.diag(x!), tf.diag(y!)],
  ),
  on(
    "Diag",
    "of integers and truth values",
    { x: i32([4, 5]), y: bool([1, 0]) },
    ({ x, y }) => [tf.diag(x!), tf.diag(y!)],
  ),
  on(
    "MatrixBandPart",
    "as a kernel",
    { ...MATRIX, lower: i32([1], []), upper: i32([-1], []) },
    ({ x, lower, upper }) =>
      tf.engine().runKernel("MatrixBandPart", {
        input: x!,
        numLower: lower!,
        numUpper: upper!,
      }),
    { gradient: false, reference: ({ x }) => tf.linalg.bandPart(x!, 1, -1) },
  ),
  on("Select", "inside linalg.bandPart", MATRIX, ({ x }) =>
    tf.linalg.bandPart(x!, 0, 2),
  ),
];
