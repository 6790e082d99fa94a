import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { embed, readout } from "../src/embedding";
import { computeLoss, crossEntropy } from "../src/loss";
import { initialState, recurrenceStep } from "../src/recurrence";
import { numbers, useCpu } from "./cpu";
import {
  gradientsByName,
  LEARNED_STATES,
  override,
  paramsOf,
  Q,
  targets,
  tinyConfig,
  tokens,
  weights,
  without,
} from "./tiny";

beforeAll(useCpu);

describe("which parameters have no gradient", () => {
  const none = (over: object): string[] => {
    const config = tinyConfig(over);
    return without(gradientsByName(weights(config), config)).toSorted();
  };
  const all = [...LEARNED_STATES, ...Q].toSorted();

  it.each<[string, object, string[]]>([
    ["trm", {}, all],
    ["trm, full", { gradient: "full" }, Q.toSorted()],
    ["trm, full, fixed", { gradient: "full", initialState: "fixed" }, all],
    [
      "dual-ut, fixed",
      { arch: "dual-ut", initialState: "fixed" },
      LEARNED_STATES.toSorted(),
    ],
    ["trm, per-step", { gradient: "per-step" }, all],
    [
      "trm, last-cycle, every step supervised",
      { supervision: "every-step" },
      all,
    ],
    [
      "trm without inner loops: the embeddings, which enter z alone",
      { gradient: "full", nInnerLoops: 0 },
      [...Q, "positionEmbedding", "tokenEmbedding"].toSorted(),
    ],
    ["trm with ACT", { halting: "act" }, LEARNED_STATES.toSorted()],
    ["dual-nested-ut", { arch: "dual-nested-ut" }, LEARNED_STATES.toSorted()],
    ["dual-nested-ut, full", { arch: "dual-nested-ut", gradient: "full" }, []],
    [
      "dual-ut, per-step",
      { arch: "dual-ut", gradient: "per-step" },
      LEARNED_STATES.toSorted(),
    ],
    [
      "ut, every step supervised: its halting head, which nothing looks at",
      { arch: "ut", supervision: "every-step" },
      ["halt.bias", "halt.weight"],
    ],
    [
      "ut, per-step: the embeddings have one through its first step",
      { arch: "ut", gradient: "per-step" },
      [],
    ],
    [
      "iterative, per-step: the embeddings, which only its first step sees",
      { arch: "iterative", gradient: "per-step" },
      ["positionEmbedding", "tokenEmbedding"],
    ],
    [
      "dense, last-k: the early blocks",
      { arch: "dense", gradient: "last-k", gradientPasses: 2 },
      [],
    ],
  ])("%s", (_, over, names) => {
    expect(none(over)).toEqual(names);
  });

  it("dense, last-k: the blocks before the last k, and the embeddings", () => {
    const names = none({
      arch: "dense",
      gradient: "last-k",
      gradientPasses: 1,
    });
    expect(names).toContain("tokenEmbedding");
    expect(names).toContain("blocks.0.attention.qkv");
    expect(names.some((name) => name.startsWith("blocks.1."))).toBe(false);
  });
});

describe("supervision", () => {
  it("every-step is the mean of the cross entropies of every solution", () => {
    const config = tinyConfig({ arch: "ut", supervision: "every-step" });
    const params = paramsOf(weights(config), config);
    const x = embed(params, tokens(), config);
    let state = initialState(params, x, config);
    let sum = 0;
    for (let s = 0; s < 2; s++) {
      state = recurrenceStep(params, x, state, s, config);
      const logits = readout(params, state.solution);
      sum += numbers(crossEntropy(logits, targets()))[0]!;
    }
    const [loss] = numbers(
      computeLoss(params, tokens(), targets(), config).loss,
    );
    expect(loss).toBeCloseTo(sum / 2, 6);
  });
});

describe("the scale of embeddings", () => {
  const input = (over: object): number[] => {
    const config = tinyConfig(over);
    return numbers(embed(paramsOf(weights(config), config), tokens(), config));
  };

  it("is a factor of the input", () => {
    const plain = input({});
    input({ embeddingScale: 8 }).forEach((value, i) => {
      expect(value).toBeCloseTo(8 * plain[i]!, 5);
    });
  });

  it("is nothing where the input is normalised, but for LayerNorm's epsilon", () => {
    const plain = input({ stateNorm: "xyz" });
    input({ stateNorm: "xyz", embeddingScale: 8 }).forEach((value, i) => {
      expect(value).toBeCloseTo(plain[i]!, 3);
    });
  });
});

describe("norms", () => {
  const statesOf = (over: object) => {
    const config = tinyConfig({ gradient: "full", ...over });
    const params = paramsOf(weights(config), config);
    const x = embed(params, tokens(), config);
    const { solution, reasoning } = recurrenceStep(
      params,
      x,
      initialState(params, x, config),
      0,
      config,
    );
    return { x, y: solution, z: reasoning! };
  };
  const isNormalised = (state: Tensor): boolean => {
    const { mean, variance } = tf.moments(state, -1);
    return (
      numbers(mean).every((m) => Math.abs(m) < 1e-5) &&
      numbers(variance).every((v) => Math.abs(v - 1) < 1e-3)
    );
  };

  it.each([
    ["none", "pre", { x: false, y: false, z: false }],
    ["yz", "pre", { x: false, y: true, z: true }],
    ["xyz", "pre", { x: true, y: true, z: true }],
  ] as const)(
    "stateNorm %s normalises what it says",
    (stateNorm, blockNorm, want) => {
      const { x, y, z } = statesOf({ stateNorm, blockNorm });
      expect({
        x: isNormalised(x),
        y: isNormalised(y),
        z: isNormalised(z),
      }).toEqual(want);
    },
  );

  it("a post-norm block ends in its second LayerNorm", () => {
    const config = tinyConfig({ blockNorm: "post", gradient: "full" });
    const flat = override(weights(config), config, {
      "blocks.0.norm2.gain": 0,
      "blocks.0.norm2.bias": 0.5,
    });
    const params = paramsOf(flat, config);
    const x = embed(params, tokens(), config);
    const { solution } = recurrenceStep(
      params,
      x,
      initialState(params, x, config),
      0,
      config,
    );
    expect(new Set(numbers(solution))).toEqual(new Set([0.5]));
  });
});
