import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { canStopEarly } from "../src/halting-depth";
import { embed, readout } from "../src/embedding";
import { forward, type ForwardResult } from "../src/forward";
import type { ForwardOptions } from "../src/forward-options";
import { fmix32 } from "../src/hash";
import { parameterLayout } from "../src/layout";
import type { ModelConfig } from "../src/model-config";
import { initialState, recurrenceStep } from "../src/recurrence";
import { number, numbers, useCpu } from "./cpu";
import {
  override,
  paramsOf,
  tinyConfig,
  TOKENS,
  tokens,
  weights,
} from "./tiny";

beforeAll(useCpu);

const closeTo = (actual: number[], expected: number[]) =>
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i]!, 5));

/** Graves's ACT for one position in plain numbers: weights of each y, and updates + remainder. */
const actByHand = (p: number[]) => {
  const w = p.map(() => 0);
  let accumulated = 0;
  for (const [s, probability] of p.entries()) {
    if (accumulated + probability >= 1 - 1e-6) {
      w[s] = 1 - accumulated;
      return { w, steps: s + 1, ponder: s + 1 + (1 - accumulated) };
    }
    w[s] = probability;
    accumulated += probability;
  }
  w[p.length - 1]! += 1 - accumulated;
  return { w, steps: p.length, ponder: p.length + (1 - accumulated) };
};

describe("ACT", () => {
  it.each([-4, -1, 0, 1.5, 9])(
    "weighs as Graves does with a halting bias of %s",
    (bias) => {
      const config = tinyConfig({ arch: "ut", nLayer: 4 });
      const flat = override(weights(config), config, { "halt.bias": bias });
      const params = paramsOf(flat, config);
      const { logits, ponderCost, solutions, stepsUsed } = forward(
        params,
        tokens(),
        config,
      );
      const ys = solutions.map((y) => numbers(y));
      const head = numbers(params.halt!.weight);
      const dot = (y: number[], row: number): number =>
        head.reduce((sum, w, c) => sum + w * y[row * 8 + c]!, bias);
      const hand = Array.from({ length: 10 }, (_, row) =>
        actByHand(ys.map((y) => 1 / (1 + Math.exp(-dot(y, row))))),
      );
      const output = ys[0]!.map((_, i) =>
        ys.reduce(
          (sum, y, s) => sum + hand[Math.floor(i / 8)]!.w[s]! * y[i]!,
          0,
        ),
      );
      closeTo(
        numbers(logits),
        numbers(readout(params, tf.tensor3d(output, [2, 5, 8]))),
      );
      expect(numbers(stepsUsed!)).toEqual(hand.map(({ steps }) => steps));
      expect(number(ponderCost)).toBeCloseTo(
        hand.reduce((sum, { ponder }) => sum + ponder / 10, 0),
        4,
      );
    },
  );

  it("gives the same numbers from fewer steps once nothing is running", () => {
    const config = tinyConfig({ arch: "ut", nLayer: 6 });
    const params = paramsOf(
      override(weights(config), config, { "halt.weight": 0, "halt.bias": 0 }),
      config,
    );
    const all = forward(params, tokens(), config);
    const two = forward(params, tokens(), config, { depth: 2 });
    expect(number(two.running)).toBe(0);
    expect(number(all.running)).toBe(0);
    expect(numbers(two.logits)).toEqual(numbers(all.logits));
    expect(number(two.ponderCost)).toBe(number(all.ponderCost));
    expect(number(two.meanSteps)).toBe(2);
    const one = forward(params, tokens(), config, { depth: 1 });
    expect(number(one.running)).toBe(10);
  });

  it("keeps its weights under full compute", () => {
    const config = tinyConfig({ arch: "ut" });
    const params = paramsOf(weights(config), config);
    const full = forward(params, tokens(), { ...config, fullCompute: true });
    expect(numbers(full.logits)).toEqual(
      numbers(forward(params, tokens(), config).logits),
    );
  });
});

/** A TRM whose q of a sequence turns positive at a step of its own: a random head and a bias near the median. */
const halts = (config: ModelConfig): Float32Array => {
  const flat = override(weights(config), config, { "q.bias": -0.8 });
  const { offset, size } = parameterLayout(config).entries.find(
    ({ name }) => name === "q.weight",
  )!;
  for (let i = 0; i < size; i++)
    flat[offset + i] = fmix32(i + 308) * 2 ** -31 - 1;
  return flat;
};

describe("q-halt", () => {
  const config = tinyConfig({ nLayer: 5, nOuterLoops: 1, nInnerLoops: 1 });
  const SEQUENCES = [...TOKENS, 3, 3, 3, 3, 3, 0, 1, 0, 1, 0];
  const flat = halts(config);
  const run = (
    options: ForwardOptions = {},
    values = SEQUENCES,
    over: Partial<ModelConfig> = {},
  ): ForwardResult =>
    forward(
      paramsOf(flat, config),
      tokens(values),
      { ...config, ...over },
      options,
    );

  /** First step at which each sequence's q is above 0, from the states. */
  const haltSteps = (minimum = 1): number[] => {
    const params = paramsOf(flat, config);
    const x = embed(params, tokens(SEQUENCES), config);
    let state = initialState(params, x, config);
    const steps = [5, 5, 5, 5];
    for (let s = 0; s < 5; s++) {
      state = recurrenceStep(params, x, state, s, config);
      const first = tf.reshape(
        tf.slice(state.solution, [0, 0, 0], [4, 1, 8]),
        [4, 8],
      );
      const q = numbers(
        tf.add(tf.matMul(first, params.q!.weight), params.q!.bias),
      );
      q.forEach((value, i) => {
        if (value > 0 && s + 1 >= minimum)
          steps[i] = Math.min(steps[i]!, s + 1);
      });
    }
    return steps;
  };

  it("of the test's sequences happens at different steps", () => {
    expect(new Set(haltSteps()).size).toBeGreaterThan(1);
    expect(Math.max(...haltSteps())).toBeGreaterThan(1);
  });

  it("takes the whole batch to its last sequence's step", () => {
    const { logits, stepsTaken, solutions } = run();
    const last = Math.max(...haltSteps());
    expect(number(stepsTaken)).toBe(last);
    const want = readout(paramsOf(flat, config), solutions[last - 1]!);
    expect(numbers(logits)).toEqual(numbers(want));
  });

  it("per sequence, gives each the y of its own step, whoever its neighbours are", () => {
    const together = run({ perSequenceHalt: true });
    const steps = haltSteps();
    expect(number(together.meanSteps)).toBeCloseTo(
      steps.reduce((a, b) => a + b) / 4,
      6,
    );
    const alone = Array.from({ length: 4 }, (_, i) =>
      numbers(
        run({ perSequenceHalt: true }, SEQUENCES.slice(5 * i, 5 * i + 5))
          .logits,
      ),
    );
    closeTo(numbers(together.logits), alone.flat());
    const whole = Array.from({ length: 4 }, (_, i) =>
      number(run({}, SEQUENCES.slice(5 * i, 5 * i + 5)).stepsTaken),
    );
    expect(whole).toEqual(steps);
    expect(numbers(together.stepsUsed!)).toEqual(
      steps.flatMap((step) => Array<number>(5).fill(step)),
    );
  });

  it("waits for a sequence's minimum number of steps", () => {
    const minimumSteps = tf.tensor1d([4, 4, 4, 4], "int32");
    const { meanSteps } = run({ minimumSteps, perSequenceHalt: true });
    const steps = haltSteps(4);
    expect(number(meanSteps)).toBeCloseTo(steps.reduce((a, b) => a + b) / 4, 6);
    expect(number(run({ minimumSteps }).stepsTaken)).toBeGreaterThanOrEqual(4);
  });

  it("may be assumed not to end the batch before the last unrolled step", () => {
    const last = Math.max(...haltSteps());
    const { logits, stepsTaken } = run({ depth: last, assumeRunning: true });
    expect(number(stepsTaken)).toBe(last);
    expect(numbers(logits)).toEqual(numbers(run().logits));
    // Where the assumption is wrong, the steps taken say so.
    expect(number(run({ assumeRunning: true }).stepsTaken)).toBe(last);
  });

  it.each([
    ["under full compute", { fullCompute: true }],
    ["at the last position", { qPosition: "last" as const }],
  ])("is not asked %s", (_, over) => {
    const { stepsTaken, logits, solutions } = run({}, SEQUENCES, over);
    expect(number(stepsTaken)).toBe(5);
    const want = readout(paramsOf(flat, config), solutions.at(-1)!);
    expect(numbers(logits)).toEqual(numbers(want));
  });

  it("gives the same numbers from fewer steps once nothing is running", () => {
    const last = Math.max(...haltSteps());
    const short = run({ depth: last });
    expect(number(short.running)).toBe(last < 5 ? 0 : number(run().running));
    expect(numbers(short.logits)).toEqual(numbers(run().logits));
  });
});

it("a forward may stop early where halting ends the loop and the loss sees the output alone", () => {
  expect(canStopEarly(tinyConfig({ arch: "ut" }))).toBe(true);
  expect(canStopEarly(tinyConfig({}))).toBe(true);
  expect(canStopEarly(tinyConfig({ fullCompute: true }))).toBe(false);
  expect(canStopEarly(tinyConfig({ arch: "dense" }))).toBe(false);
  expect(canStopEarly(tinyConfig({ supervision: "every-step" }))).toBe(false);
});

it("more steps at inference reuse the last step embedding", () => {
  const config = tinyConfig({
    arch: "iterative-step",
    nLayer: 2,
    inferenceSteps: 4,
  });
  const wide = tinyConfig({ arch: "iterative-step", nLayer: 4 });
  const flat = weights(config);
  const params = paramsOf(flat, config);
  const rows = numbers(params.stepEmbedding!);
  const repeated = tf.tensor2d(
    [...rows, ...rows.slice(8), ...rows.slice(8)],
    [4, 8],
  );
  const want = forward({ ...params, stepEmbedding: repeated }, tokens(), wide);
  expect(numbers(forward(params, tokens(), config).logits)).toEqual(
    numbers(want.logits),
  );
});
