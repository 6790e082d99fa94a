/** @file A model small enough to differentiate by hand: batch, weights, finite differences. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor2D } from "@tensorflow/tfjs-core";
import { parseModelConfig } from "../src/config";
import type { ForwardOptions } from "../src/forward-options";
import { lossAndGradients } from "../src/gradients";
import { fmix32 } from "../src/hash";
import { initParameters } from "../src/init";
import { parameterLayout } from "../src/layout";
import type { ModelConfig } from "../src/model-config";
import { splitParameters, unflatten, type Params } from "../src/params";
import { number } from "./cpu";

/** Two steps of 6 passes where loops are nested, width 8, 5 tokens. */
export const tinyConfig = (over: object): ModelConfig =>
  parseModelConfig({
    arch: "trm",
    vocabSize: 5,
    blockSize: 6,
    nEmbd: 8,
    nHead: 2,
    nLayer: 2,
    dropout: 0,
    ...over,
  });

/** The q-halting head, which no loss reaches. */
export const Q = ["q.weight", "q.bias"];

/** The learned y_0 and z_0. */
export const LEARNED_STATES = ["solution", "reasoning"];

/** [2, 5]; the first positions have no loss. */
export const TOKENS = [1, 2, 3, 4, 0, 4, 4, 1, 0, 2];
/** [2, 5] */
const TARGETS = [-100, -100, 4, 0, 1, -100, 1, 0, 2, 3];

export const tokens = (values: number[] = TOKENS): Tensor2D =>
  tf.tensor2d(values, [values.length / 5, 5], "int32");
export const targets = (values: number[] = TARGETS): Tensor2D =>
  tf.tensor2d(values, [values.length / 5, 5], "int32");

/** A uniform number in [-1, 1) for each (seed, i). */
const noise = (seed: number, i: number): number =>
  fmix32(fmix32(seed) ^ i) * 2 ** -31 - 1;

/** Weights large enough that everything has a sizeable gradient; the q head never halts. */
export const weights = (config: ModelConfig, seed = 1): Float32Array => {
  const flat = initParameters(config, seed).map(
    (v, i) => v + 0.4 * noise(seed, i),
  );
  return override(flat, config, { "q.weight": 0, "q.bias": -5 });
};

/** The flat vector with every number of some entries set. */
export const override = (
  flat: Float32Array,
  config: ModelConfig,
  values: Readonly<Record<string, number>>,
): Float32Array => {
  const out = flat.slice();
  for (const { name, offset, size } of parameterLayout(config).entries) {
    const value = values[name];
    if (value !== undefined) out.fill(value, offset, offset + size);
  }
  return out;
};

export const paramsOf = (flat: Float32Array, config: ModelConfig): Params =>
  unflatten(tf.tensor1d(flat), parameterLayout(config));

/** The gradient of the loss by entry name; null where there is none. */
export const gradientsByName = (
  flat: Float32Array,
  config: ModelConfig,
  options: ForwardOptions = {},
): ReadonlyMap<string, Float32Array | null> => {
  const layout = parameterLayout(config);
  const leaves = splitParameters(tf.tensor1d(flat), layout);
  const { gradients } = lossAndGradients(
    leaves,
    tokens(),
    targets(),
    config,
    options,
  );
  return new Map(
    layout.entries.map(({ name }, i) => [
      name,
      gradients[i]?.dataSync<"float32">().slice() ?? null,
    ]),
  );
};

/**
 * Compares gradients with (loss(p + h u) - loss(p - h u)) / 2h, entry by entry, along a direction u near the gradient.
 *
 * @returns the entries where they differ by more than 1 % plus 2e-4
 */
export const disagreements = (
  loss: (params: Params) => Tensor,
  flat: Float32Array,
  config: ModelConfig,
  gradients: ReadonlyMap<string, Float32Array | null>,
): string[] => {
  const at = (moved: Float32Array): number => {
    tf.engine().startScope();
    const value = number(loss(paramsOf(moved, config)));
    tf.engine().endScope();
    return value;
  };
  return parameterLayout(config).entries.flatMap(({ name, offset, size }) => {
    const gradient = gradients.get(name) ?? new Float32Array(size);
    const length = Math.hypot(...gradient) || 1;
    const raw = gradient.map(
      (g, i) => g / length + noise(9, i) / Math.sqrt(size),
    );
    const u = raw.map((v) => v / Math.hypot(...raw));
    const move = (h: number): Float32Array => {
      const moved = flat.slice();
      u.forEach((v, i) => {
        moved[offset + i]! += h * v;
      });
      return moved;
    };
    const h = 0.01; // float32 losses of about 2 are exact to 2e-7, the third derivative costs about h²
    const slope = (at(move(h)) - at(move(-h))) / (2 * h);
    const claimed = gradient.reduce((sum, g, i) => sum + g * u[i]!, 0);
    return Math.abs(slope - claimed) <= 0.01 * Math.abs(slope) + 2e-4
      ? []
      : [`${name}: ${claimed}, by differences ${slope}`];
  });
};

/** Names of the entries without gradient. */
export const without = (
  gradients: ReadonlyMap<string, Float32Array | null>,
): string[] =>
  [...gradients].filter(([, g]) => g === null).map(([name]) => name);
