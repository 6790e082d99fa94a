import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { countSteps } from "../src/block-passes";
import { detach } from "../src/detach";
import { embed, readout } from "../src/embedding";
import { computeLoss, crossEntropy } from "../src/loss";
import type { ModelConfig } from "../src/model-config";
import type { Params } from "../src/params";
import { initialState, recurrenceStep, type State } from "../src/recurrence";
import { numbers, useCpu } from "./cpu";
import {
  disagreements,
  gradientsByName,
  LEARNED_STATES,
  paramsOf,
  Q,
  targets,
  tinyConfig,
  tokens,
  weights,
  without,
} from "./tiny";

beforeAll(useCpu);

describe("with gradient through everything, it is that of the loss by finite differences", () => {
  // ACT jumps where a position crosses the threshold: its seeds keep every position away from it.
  it.each<[string, object, number?]>([
    ["dense", { arch: "dense" }],
    ["iterative-step", { arch: "iterative-step" }],
    ["ut", { arch: "ut" }, 3],
    ["ut with a ponder cost", { arch: "ut", ponderWeight: 0.3 }, 3],
    ["dual-ut", { arch: "dual-ut" }, 5],
    ["dense with ACT", { arch: "dense", halting: "act" }],
    ["dense with two streams", { arch: "dense", streams: 2 }],
    ["trm", {}],
    ["trm without step embedding", { stepEmbedding: false }],
    ["trm, post-norm", { blockNorm: "post" }],
    ["trm, scaled embeddings", { embeddingScale: 3 }],
    ["trm, y and z normalised", { stateNorm: "yz" }],
    ["trm, x, y and z normalised", { stateNorm: "xyz" }],
    ["trm, every step supervised", { supervision: "every-step" }],
    [
      "trm with ACT, y and z normalised",
      { halting: "act", stateNorm: "yz", ponderWeight: 0.1 },
      6,
    ],
    ["trm without halting", { halting: "none" }],
    ["trm, distinct blocks", { blocks: "distinct" }],
    ["trm, one stream", { streams: 1 }],
  ])("%s", (_, over, seed) => {
    const config = tinyConfig({ gradient: "full", ...over });
    const flat = weights(config, seed);
    const gradients = gradientsByName(flat, config);
    const loss = (params: Params): Tensor =>
      computeLoss(params, tokens(), targets(), config).loss;
    expect(disagreements(loss, flat, config, gradients)).toEqual([]);
    expect(without(gradients)).toEqual(config.halting === "q" ? Q : []);
  });

  it("also under a dropout mask", () => {
    const config = tinyConfig({ arch: "dual-ut", dropout: 0.2 });
    const flat = weights(config, 2);
    const key: Scalar = tf.scalar(77, "int32");
    const gradients = gradientsByName(flat, config, { dropoutKey: key });
    const loss = (params: Params): Tensor =>
      computeLoss(params, tokens(), targets(), config, { dropoutKey: key })
        .loss;
    expect(disagreements(loss, flat, config, gradients)).toEqual([]);
  });
});

/** Runs the first `steps` steps; then, of the next, `cycles` cycles and `inner` z updates. */
const stateAfter = (
  params: Params,
  config: ModelConfig,
  { steps, cycles, inner }: { steps: number; cycles: number; inner: number },
): State => {
  const x = embed(params, tokens(), config);
  const run = (state: State, step: number, over: Partial<ModelConfig>): State =>
    recurrenceStep(params, x, state, step, { ...config, ...over });
  let state = initialState(params, x, config);
  for (let s = 0; s < steps; s++) state = run(state, s, {});
  if (cycles > 0) state = run(state, steps, { nOuterLoops: cycles });
  if (inner > 0) {
    // The z of a cycle does not know the y that the cycle ends with.
    const { reasoning } = run(state, steps, {
      nOuterLoops: 1,
      nInnerLoops: inner,
    });
    state = { solution: state.solution, reasoning };
  }
  return state;
};

/** The loss as a function of what is behind the cut alone: a state, then a step of `cycles` cycles of `inner` loops. */
const lossBehind =
  (state: State, config: ModelConfig, cycles: number, inner: number) =>
  (params: Params): Tensor => {
    const x = embed(params, tokens(), config);
    const tail = { ...config, nOuterLoops: cycles, nInnerLoops: inner };
    const last = countSteps(config) - 1;
    const { solution } = recurrenceStep(params, x, state, last, tail);
    return crossEntropy(readout(params, solution), targets());
  };

describe("truncated gradient is that of the loss behind the cut, by finite differences", () => {
  const cut = { steps: 1, cycles: 0, inner: 0 };
  it.each<[string, object, typeof cut, number, number]>([
    ["per-step: the last step", { gradient: "per-step" }, cut, 2, 2],
    [
      "last-cycle: the last cycle",
      { gradient: "last-cycle" },
      { ...cut, cycles: 1 },
      1,
      2,
    ],
    [
      "last-k, 1: the last y update",
      { gradient: "last-k", gradientPasses: 1 },
      { ...cut, cycles: 1, inner: 2 },
      1,
      0,
    ],
    [
      "last-k, 2: and one z update",
      { gradient: "last-k", gradientPasses: 2 },
      { ...cut, cycles: 1, inner: 1 },
      1,
      1,
    ],
    [
      "last-k, 3: the last cycle",
      { gradient: "last-k", gradientPasses: 3 },
      { ...cut, cycles: 1 },
      1,
      2,
    ],
    [
      "last-k, 6: the last step",
      { gradient: "last-k", gradientPasses: 6 },
      cut,
      2,
      2,
    ],
  ])("%s", (_, over, at, cycles, inner) => {
    const config = tinyConfig(over);
    const uncut = tinyConfig({ gradient: "full" });
    const flat = weights(config);
    const gradients = gradientsByName(flat, config);
    const state = stateAfter(paramsOf(flat, uncut), uncut, at);
    const loss = lossBehind(state, uncut, cycles, inner);
    expect(disagreements(loss, flat, config, gradients)).toEqual([]);
    const untouched = [...LEARNED_STATES, ...Q];
    // The last y update does not see x.
    const blind = ["tokenEmbedding", "positionEmbedding"];
    expect(without(gradients).toSorted()).toEqual(
      (inner === 0 ? [...untouched, ...blind] : untouched).toSorted(),
    );
  });

  it("last-k of all passes is full", () => {
    const config = tinyConfig({ gradient: "last-k", gradientPasses: 12 });
    const full = tinyConfig({ gradient: "full" });
    const flat = weights(config);
    expect(gradientsByName(flat, config)).toEqual(gradientsByName(flat, full));
    const oneLess = { ...config, gradientPasses: 11 };
    expect(without(gradientsByName(flat, oneLess))).toEqual([
      ...LEARNED_STATES,
      ...Q,
    ]);
  });

  it("is no truncation of the values", () => {
    const losses = (["full", "per-step", "last-cycle"] as const).map(
      (gradient) => {
        const config = tinyConfig({ gradient });
        const params = paramsOf(weights(config), config);
        return numbers(computeLoss(params, tokens(), targets(), config).loss);
      },
    );
    expect(new Set(losses.flat()).size).toBe(1);
  });
});

it("a step carried over detached has the gradient of that step alone, by finite differences", () => {
  const config = tinyConfig({ gradient: "full", supervision: "carried" });
  const flat = weights(config);
  const state = stateAfter(paramsOf(flat, config), config, {
    steps: 1,
    cycles: 0,
    inner: 0,
  });
  const held = {
    solution: detach(state.solution),
    reasoning: detach(state.reasoning!),
  };
  const perStep = tinyConfig({ gradient: "per-step" });
  const loss = lossBehind(held, config, 2, 2);
  expect(
    disagreements(loss, flat, perStep, gradientsByName(flat, perStep)),
  ).toEqual([]);
});
