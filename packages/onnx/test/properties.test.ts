/** @file Random small expressions agree between TF.js's cpu backend and onnxruntime. */
import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { on, spread, type Case, type Tensors } from "./support/case";
import { difference } from "./support/compare";
import { feedsOf, resultsOf, together } from "./support/evaluate";
import { runOnCpu, runOnOnnxruntime } from "./support/run";

/** One step of an expression: an op applied to earlier values, chosen by number. */
interface Step {
  readonly op: string;
  readonly operands: readonly [number, number];
}

type Op = (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;

/** Bounded functions, so that no value of a deep expression runs away. */
const OPS: Readonly<Record<string, Op>> = {
  add: tf.add,
  sub: tf.sub,
  product: (a, b) => tf.mul(tf.tanh(a), b),
  quotient: (a, b) => tf.div(a, tf.add(1, tf.square(b))),
  tanh: (a) => tf.tanh(a),
  sin: (a) => tf.sin(a),
  sigmoid: (a) => tf.sigmoid(a),
  softplus: (a) => tf.softplus(a),
  elu: (a) => tf.elu(a),
  atan2: (a, b) => tf.atan2(a, tf.add(2, tf.square(b))),
  root: (a) => tf.sqrt(tf.add(1, tf.square(a))),
  choice: (a, b) => tf.where(tf.greaterEqual(a, b), a, tf.neg(b)),
  rowMean: (a) => (a.rank > 0 ? tf.mean(a, -1, true) : a),
  columnSum: (a) => (a.rank > 1 ? tf.sum(a, 0, true) : a),
  rowSoftmax: (a) => (a.rank > 0 ? tf.softmax(a) : a),
  double: (a) => tf.mul(a, 2),
  shift: (a) => tf.sub(a, 0.5),
  turned: (a) => (a.rank > 1 ? tf.transpose(tf.transpose(a)) : a),
};

const SHAPES = [[2, 3], [3], [2, 1], [1, 3], []] as const;

const expression = fc.array(
  fc.record({
    op: fc.constantFrom(...Object.keys(OPS)),
    operands: fc.tuple(fc.nat(100), fc.nat(100)),
  }),
  { minLength: 2, maxLength: 10 },
);

/** The inputs, then the steps' results; the last result comes out. */
const evaluate = (steps: readonly Step[], inputs: Tensors): tf.Tensor => {
  const values = Object.values(inputs);
  for (const { op, operands } of steps) {
    const [a, b] = operands.map((i) => values[i % values.length]!);
    values.push(OPS[op]!(a!, b!));
  }
  // Every input takes part, so that every gradient exists.
  return values
    .slice(0, -1)
    .reduce((sum, value) => tf.add(sum, tf.mul(value, 0.1)), values.at(-1)!);
};

const asCase = (steps: readonly Step[]): Case =>
  on(
    "Add",
    "random",
    Object.fromEntries(SHAPES.map((shape, i) => [`x${i}`, spread(shape)])),
    (inputs) => evaluate(steps, inputs),
    { gradient: true },
  );

describe("a random expression", () => {
  it("has the same value and gradients on the cpu backend and compiled", async () => {
    await fc.assert(
      fc.asyncProperty(
        // Several at a time share one session.
        fc.array(expression, { minLength: 8, maxLength: 8 }),
        fc.boolean(),
        async (expressions, standardOnly) => {
          const cases = expressions.map(asCase);
          const feeds = feedsOf(cases);
          const theirs = await runOnCpu(together(cases), feeds);
          const ours = await runOnOnnxruntime(together(cases), feeds, {
            standardOnly,
          });
          for (const i of cases.keys()) {
            const mine = resultsOf(i, ours);
            for (const [name, value] of Object.entries(resultsOf(i, theirs)))
              expect(
                difference(mine[name], value, { rtol: 1e-4, atol: 1e-4 }),
                name,
              ).toBeUndefined();
          }
        },
      ),
      { numRuns: 10 },
    );
  });
});
