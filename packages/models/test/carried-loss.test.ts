import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { carriedLoss } from "../src/carried-loss";
import { valueAndGradients } from "../src/gradients";
import type { Params } from "../src/params";
import fixture from "../src/__fixtures__/carried-loss.json";
import { number, numbers, useCpu } from "./cpu";
import { paramsOf, tinyConfig, weights } from "./tiny";

beforeAll(useCpu);

type Case = (typeof fixture.cases)[number];

const NAMES = [
  "y",
  "gain",
  "bias",
  "headWeight",
  "headBias",
  "qWeight",
  "qBias",
] as const;

const config = (haltLossWeight: number) =>
  tinyConfig({ supervision: "carried", qPosition: "last", haltLossWeight });

/** The loss by our function, differentiated with respect to everything that PyTorch's was. */
const ours = ({ parameters, targets, ...given }: Case) => {
  const model = config(given.weight);
  const others: Params = paramsOf(weights(model), model);
  const leaves = NAMES.map((name) =>
    tf.tensor(parameters[name].data, parameters[name].shape),
  );
  return valueAndGradients(() => {
    const [y, gain, bias, headWeight, headBias, qWeight, qBias] = leaves;
    const params: Params = {
      ...others,
      finalNorm: { gain: gain!, bias: bias! },
      head: { weight: headWeight!, bias: headBias! },
      q: { weight: qWeight!, bias: qBias! },
    };
    const who = {
      running: tf.tensor1d(given.running),
      minimumSteps: tf.tensor1d(given.minimum, "int32"),
    };
    return {
      ...carriedLoss(
        params,
        tf.reshape(y!, [4, 5, 6]),
        tf.tensor2d(targets, [4, 5], "int32"),
        given.steps,
        model,
        who,
      ),
    };
  }, leaves);
};

describe.each(fixture.cases.map((made, i) => [i + 1, made] as const))(
  "the loss of a step that teaches halting, case %d",
  (_, made) => {
    it("is that of PyTorch, sequence by sequence", () => {
      const { value } = ours(made);
      expect(number(value.loss)).toBeCloseTo(made.loss, 5);
      expect(number(value.crossEntropy)).toBeCloseTo(made.crossEntropy, 5);
    });

    it("halts the sequences with q above 0 that have had their minimum of steps", () => {
      expect(numbers(ours(made).value.running!)).toEqual(made.after);
    });

    it("has PyTorch's gradients", () => {
      const { gradients } = ours(made);
      NAMES.forEach((name, i) => {
        numbers(gradients[i]!).forEach((g, j) => {
          expect(g, name).toBeCloseTo(made.gradients[name][j]!, 5);
        });
      });
    });
  },
);

it("a sequence that has halted has neither loss nor gradient", () => {
  const [, made] = fixture.cases;
  const [y] = ours(made!).gradients;
  const halted = tf.slice(tf.reshape(y!, [4, 5, 6]), [1, 0, 0], [1, -1, -1]);
  expect(number(tf.max(tf.abs(halted)))).toBe(0);
});

it("where nothing teaches halting the loss is the cross entropy alone, and q is not asked", () => {
  const model = tinyConfig({ supervision: "carried" });
  const params = paramsOf(weights(model), model);
  const [made] = fixture.cases;
  const targets = tf.tensor2d(made!.targets, [4, 5], "int32");
  const y = tf.zeros<tf.Rank.R3>([4, 5, 8]);
  const within = tf.minimum<tf.Tensor2D>(targets, tf.scalar(4, "int32"));
  const { loss, ...rest } = carriedLoss(params, y, within, 1, model);
  expect(number(loss)).toBeGreaterThan(0);
  expect(rest).toEqual({});
});
