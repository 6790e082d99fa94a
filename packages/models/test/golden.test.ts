import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { blockPasses } from "../src/block-passes";
import { lossAndGradients } from "../src/gradients";
import { parameterLayout } from "../src/layout";
import { splitParameters } from "../src/params";
import { fromReferenceConfig } from "../src/reference-config";
import { fromReferenceState, toReferenceState } from "../src/reference-state";
import { referenceViews } from "../src/reference-views";
import { number, numbers, toTensor, useCpu } from "./cpu";
import { GOLDEN_NAMES, readGoldenCase } from "./golden-cases";

const largest = (values: Iterable<number>): number => {
  let most = 0;
  for (const value of values) most = Math.max(most, Math.abs(value));
  return most;
};

/** Largest difference, in the numbers' own unit; NaN is infinitely far. */
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  if (a.length !== b.length) return Infinity;
  let most = 0;
  for (let i = 0; i < a.length; i++) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (!(difference <= most))
      most = Number.isNaN(difference) ? Infinity : difference;
  }
  return most;
};

beforeAll(useCpu);

describe.each(GOLDEN_NAMES)("the reference's %s", (name) => {
  const golden = readGoldenCase(name);
  const { expected, tensors } = golden;
  const config = fromReferenceConfig(golden.config);
  const layout = parameterLayout(config);
  const views = referenceViews(config);
  let logits: number[];
  let loss: number;
  let ponderCost: number;
  let stepsTaken: number;
  let gradients: ReadonlyMap<string, Float32Array | null>;

  beforeAll(() => {
    tf.tidy(() => {
      const flat = tf.tensor1d(fromReferenceState(golden.weights, config));
      const leaves = splitParameters(flat, layout);
      const { value, gradients: found } = lossAndGradients(
        leaves,
        toTensor(golden.batch["tokens"]!) as Tensor2D,
        toTensor(golden.batch["targets"]!) as Tensor2D,
        config,
      );
      logits = numbers(value.logits);
      loss = number(value.loss);
      ponderCost = number(value.ponderCost);
      stepsTaken = number(value.stepsTaken);
      const none = new Set(
        layout.entries.filter((_, i) => found[i] === null).map((e) => e.name),
      );
      const all = tf.concat<Tensor1D>(
        leaves.map((leaf, i) =>
          tf.reshape(found[i] ?? tf.zerosLike(leaf), [-1]),
        ),
      );
      const state = toReferenceState(all.dataSync<"float32">(), config);
      gradients = new Map(
        views.map(({ name, entry }) => [
          name,
          none.has(entry) ? null : Float32Array.from(state[name]!.data),
        ]),
      );
    });
  });

  it("has the same number of parameters and block passes", () => {
    expect(layout.size).toBe(expected.parameters);
    expect(blockPasses(config)).toBe(expected.block_passes);
  });

  // Theirs is float64, so the distance is our float32 error.
  it("has the same logits and loss", () => {
    const want = tensors["logits"]!.data;
    expect(distance(logits, want)).toBeLessThan(1e-5 * largest(want));
    expect(Math.abs(loss - expected.loss)).toBeLessThan(1e-5 * expected.loss);
  });

  it("has the same ponder cost and steps taken", () => {
    if (expected.ponder_cost !== undefined) {
      expect(Math.abs(ponderCost - expected.ponder_cost)).toBeLessThan(
        1e-5 * expected.ponder_cost,
      );
    }
    if (expected.steps_taken !== undefined) {
      expect(stepsTaken).toBe(expected.steps_taken);
    }
  });

  it("has the same gradient of every parameter, and none where it has none", () => {
    const without = views
      .filter(({ name }) => gradients.get(name) === null)
      .map(({ name }) => name);
    expect(without.toSorted()).toEqual(expected.no_gradient);
    const all = Object.entries(tensors).filter(([key]) =>
      key.startsWith("grad."),
    );
    const overall = Math.max(...all.map(([, { data }]) => largest(data)));
    for (const { name: key } of views) {
      const found = gradients.get(key);
      if (!found) continue;
      const want = tensors[`grad.${key}`]!.data;
      // Halting heads can have gradients of 1e-9 beside others of 0.1, hence the second term.
      expect(distance(found, want), key).toBeLessThanOrEqual(
        1e-4 * largest(want) + 1e-6 * overall,
      );
    }
  });
});
