import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { ARCHITECTURE_IDS } from "../src/architectures";
import { blockPasses, gradientPasses } from "../src/block-passes";
import { lossAndGradients } from "../src/gradients";
import { parameterLayout } from "../src/layout";
import type { ModelConfig } from "../src/model-config";
import { splitParameters } from "../src/params";
import { useCpu } from "./cpu";
import { targets, tinyConfig, tokens, weights } from "./tiny";

beforeAll(useCpu);

/** Counts what ran: every block pass has one GELU, and the gradient of a GELU evaluates erf once more than its value. */
const countPasses = async (config: ModelConfig) => {
  const leaves = splitParameters(
    tf.tensor1d(weights(config)),
    parameterLayout(config),
  );
  const { kernels } = await tf.profile(() => {
    lossAndGradients(leaves, tokens(), targets(), config, {
      assumeRunning: true,
    });
    return [];
  });
  const count = (name: string): number =>
    kernels.filter((kernel) => kernel.name === name).length;
  return { forward: count("Gelu"), backward: count("Erf") - count("Gelu") };
};

describe("block passes are what runs", () => {
  it.each(ARCHITECTURE_IDS)("in %s", async (arch) => {
    const config = tinyConfig({ arch, nLayer: 3 });
    expect(await countPasses(config)).toEqual({
      forward: blockPasses(config),
      backward: gradientPasses(config),
    });
  });

  it.each<[string, object]>([
    ["full", { gradient: "full" }],
    ["per-step", { gradient: "per-step" }],
    ["last-k, 4", { gradient: "last-k", gradientPasses: 4 }],
    ["ACT, per-step", { gradient: "per-step", halting: "act" }],
    [
      "ACT, last-k, 4",
      { gradient: "last-k", gradientPasses: 4, halting: "act" },
    ],
    ["every step, last-cycle", { supervision: "every-step" }],
    [
      "every step, last-k, 7",
      { supervision: "every-step", gradient: "last-k", gradientPasses: 7 },
    ],
    ["one stream, per-step", { streams: 1, gradient: "per-step" }],
    ["other loops", { nInnerLoops: 1, nOuterLoops: 3 }],
    ["no inner loop", { nInnerLoops: 0, nOuterLoops: 2 }],
  ])("in trm, %s", async (_, over) => {
    const config = tinyConfig({ nLayer: 3, ...over });
    expect(await countPasses(config)).toEqual({
      forward: blockPasses(config),
      backward: gradientPasses(config),
    });
  });

  it("are more at inference than in training", async () => {
    const config = tinyConfig({ nLayer: 3, inferenceSteps: 5 });
    expect((await countPasses(config)).forward).toBe(30);
    expect(blockPasses(config)).toBe(18);
  });

  it("carried supervision has gradient in every step", () => {
    const carried = { nLayer: 3, supervision: "carried", gradient: "full" };
    expect(gradientPasses(tinyConfig(carried))).toBe(18);
    expect(
      gradientPasses(tinyConfig({ ...carried, gradient: "last-cycle" })),
    ).toBe(9);
    const lastTwo = { gradient: "last-k", gradientPasses: 2 };
    expect(gradientPasses(tinyConfig({ ...carried, ...lastTwo }))).toBe(6);
  });
});
