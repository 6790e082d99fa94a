/** @file Cases of the kernels that models declare, as they are declared there. */
import * as tf from "@tensorflow/tfjs-core";
import { f32, i32, on, spread, type Case } from "../support/case";

const run = (
  kernel: string,
  inputs: Record<string, tf.Tensor>,
  attributes = {},
): tf.Tensor[] =>
  [
    tf.engine().runKernel<tf.Tensor | tf.Tensor[]>(kernel, inputs, attributes),
  ].flat();

const EPSILON = 1e-5;

const layerNorm = (
  x: tf.Tensor,
  gain: tf.Tensor,
  bias: tf.Tensor,
): tf.Tensor[] => {
  const { mean, variance } = tf.moments(x, -1, true);
  const rstd = tf.rsqrt(tf.add(variance, EPSILON));
  return [
    tf.add(tf.mul(tf.mul(tf.sub(x, mean), rstd), gain), bias),
    mean,
    rstd,
  ];
};

const gelu = (x: tf.Tensor): tf.Tensor =>
  tf.mul(x, tf.mul(0.5, tf.add(1, tf.erf(tf.mul(x, Math.SQRT1_2)))));

export const MODEL_CASES: readonly Case[] = [
  on(
    "LayerNorm",
    "of rows",
    { x: spread([3, 8]), gain: spread([8]), bias: spread([8], 0, 1) },
    ({ x, gain, bias }) =>
      run(
        "LayerNorm",
        { x: x!, gain: gain!, bias: bias! },
        { epsilon: EPSILON },
      ),
    { reference: ({ x, gain, bias }) => layerNorm(x!, gain!, bias!) },
  ),
  on(
    "LayerNorm",
    "of no rows",
    { x: f32([], [0, 2]), gain: spread([2]), bias: spread([2]) },
    ({ x, gain, bias }) =>
      run(
        "LayerNorm",
        { x: x!, gain: gain!, bias: bias! },
        { epsilon: EPSILON },
      ),
    { reference: ({ x, gain, bias }) => layerNorm(x!, gain!, bias!) },
  ),
  on(
    "Gelu",
    "over its interval",
    { x: spread([2, 1, 9], -6, 6) },
    ({ x }) => run("Gelu", { x: x! }),
    { reference: ({ x }) => gelu(x!) },
  ),
  on(
    "Gelu",
    "of special values",
    { x: f32([NaN, Infinity, 0, -0]) },
    ({ x }) => run("Gelu", { x: x! }),
    { reference: ({ x }) => gelu(x!) },
  ),
  on(
    "DropoutMask",
    "as large as asked for",
    { key: i32([-5], []) },
    ({ key }) =>
      tf.sum(
        tf.greaterEqual(
          run(
            "DropoutMask",
            { key: key! },
            { shape: [4, 3], site: 2, rate: 0.5 },
          )[0]!,
          0,
        ),
      ),
    { reference: () => tf.scalar(12, "int32") },
  ),
];
