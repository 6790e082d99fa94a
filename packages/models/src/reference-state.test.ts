import { describe, expect, it } from "vitest";
import { GOLDEN_NAMES, readGoldenCase } from "../test/golden-cases";
import { ARCHITECTURE_IDS } from "./architectures";
import { parseModelConfig } from "./config";
import { ConfigError, ReferenceStateError } from "./errors";
import { initParameters } from "./init";
import {
  fromReferenceConfig,
  parseReferenceConfig,
  toReferenceConfig,
} from "./reference-config";
import { fromReferenceState, toReferenceState } from "./reference-state";

const SIZES = { vocabSize: 14, blockSize: 8, nEmbd: 12, nHead: 3, nLayer: 2 };
const config = parseModelConfig({ arch: "trm", ...SIZES });
const state = toReferenceState(initParameters(config, 1), config);

describe("the reference's state dict", () => {
  it.each(ARCHITECTURE_IDS)("goes there and back for %s", (arch) => {
    const own = parseModelConfig({ arch, ...SIZES });
    const flat = initParameters(own, 3);
    expect(fromReferenceState(toReferenceState(flat, own), own)).toEqual(flat);
  });

  it.each(GOLDEN_NAMES)("comes back unchanged from %s", (name) => {
    const { config: reference, weights } = readGoldenCase(name);
    const own = fromReferenceConfig(reference);
    const back = toReferenceState(fromReferenceState(weights, own), own);
    expect(new Map(Object.entries(back))).toEqual(
      new Map(Object.entries(weights)),
    );
  });

  it("may hold causal masks and second names of the shared block", () => {
    const extra = {
      ...state,
      "shared_block.sa.heads.0.tril": state["lm_head.bias"]!,
      "recurrence.block.ln1.weight": state["shared_block.ln1.weight"]!,
      "dual_step.block.ln1.weight": state["shared_block.ln1.weight"]!,
    };
    expect(fromReferenceState(extra, config)).toEqual(
      fromReferenceState(state, config),
    );
  });

  it("may not hold two shared blocks that differ", () => {
    const other = state["shared_block.ln2.bias"]!;
    expect(() =>
      fromReferenceState(
        { ...state, "recurrence.block.ln1.weight": other },
        config,
      ),
    ).toThrow("recurrence.block.ln1.weight must equal shared_block.ln1.weight");
  });
});

describe("a state of another model is refused", () => {
  const { "lm_head.bias": bias, ...rest } = state;
  it.each<[string, Parameters<typeof fromReferenceState>[0], string]>([
    ["a tensor missing", rest, "lacks lm_head.bias [14]"],
    [
      "a tensor too many",
      { ...state, "act.halt_head.bias": bias! },
      "has unknown act.halt_head.bias",
    ],
    [
      "another shape",
      { ...rest, "lm_head.bias": { ...bias!, shape: [7, 2] } },
      "Tensor lm_head.bias must be float32 [14], received float32 [7, 2]",
    ],
    [
      "another dtype",
      { ...rest, "lm_head.bias": { ...bias!, dtype: "int32" } },
      "received int32 [14]",
    ],
    [
      "a number that is none",
      {
        ...rest,
        "lm_head.bias": {
          ...bias!,
          data: Float32Array.from({ length: 14 }, (_, i) => (i < 3 ? 0 : NaN)),
        },
      },
      "Tensor lm_head.bias must hold finite numbers, received NaN at index 3",
    ],
    [
      "a second name of nothing",
      { ...state, "recurrence.block.nothing": bias! },
      "has unknown recurrence.block.nothing",
    ],
    ["nothing at all", {}, "lacks token_embedding_table.weight"],
  ])("%s", (_, tensors, message) => {
    expect(() => fromReferenceState(tensors, config)).toThrow(
      ReferenceStateError,
    );
    expect(() => fromReferenceState(tensors, config)).toThrow(message);
  });
});

describe("the reference's constructor arguments", () => {
  const model = (kwargs: object, name = "ut") =>
    fromReferenceConfig({
      model: name,
      kwargs: {
        vocab_size: 14,
        block_size: 8,
        n_embd: 8,
        n_head: 2,
        n_layer: 2,
        ...kwargs,
      },
    });

  it("mean a ponder weight of 0.01 where none is given and ACT halts", () => {
    expect(model({}).ponderWeight).toBe(0.01);
    expect(model({ ponder_cost_weight: 0 }).ponderWeight).toBe(0);
    expect(model({}, "trm").ponderWeight).toBe(0);
  });

  it("are corrected when misspelt", () => {
    expect(() => model({ n_heads: 2 })).toThrow('did you mean "n_head"?');
  });

  it("may not contradict each other", () => {
    expect(model({ max_act_steps: 2 }).nLayer).toBe(2);
    expect(() => model({ max_act_steps: 3 })).toThrow(
      '"max_act_steps" is 3, but another argument for the same number says 2',
    );
  });

  it("are not looked up on Object.prototype", () => {
    expect(() => model({ constructor: 2 })).toThrow(
      'unknown argument "constructor"',
    );
  });

  it.each(GOLDEN_NAMES)("come back from the model of %s", (name) => {
    const own = parseReferenceConfig(readGoldenCase(name).config);
    expect(parseReferenceConfig(toReferenceConfig(own))).toEqual(own);
  });

  it.each<[string, unknown]>([
    ['expected an object with "model"', null],
    ['expected an object with "model"', { model: "ut", kwargs: [] }],
    ['expected an object with "model"', { kwargs: {} }],
    [
      'unknown key "inference_step"; did you mean "inference_steps"?',
      { model: "ut", kwargs: {}, inference_step: 1 },
    ],
    [
      "inferenceSteps must be an integer",
      {
        ...readGoldenCase("ut.plain").config,
        inference_steps: "many",
      },
    ],
  ])("are refused with: %s", (message, raw) => {
    expect(() => parseReferenceConfig(raw)).toThrow(ConfigError);
    expect(() => parseReferenceConfig(raw)).toThrow(message);
  });

  it.each<[string, object]>([
    ["streams 1, it is always 2", { arch: "dual-ut", streams: 1 }],
    ['gradient "full"', { arch: "trm", gradient: "full" }],
    ['halting "none"', { arch: "ut", halting: "none" }],
    ['stateNorm "yz"', { arch: "trm", stateNorm: "yz" }],
    ["stepEmbedding true", { arch: "iterative", stepEmbedding: true }],
    ['supervision "every-step"', { arch: "trm", supervision: "every-step" }],
  ])("do not exist for an ablation with %s", (message, change) => {
    expect(() =>
      toReferenceConfig(parseModelConfig({ ...SIZES, ...change })),
    ).toThrow(message);
  });
});
