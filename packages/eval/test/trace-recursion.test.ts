import {
  ARCHITECTURE_IDS,
  blockPasses,
  initParameters,
  parseModelConfig,
} from "@trm/models";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createUncachedDecoder, traceRecursion } from "../src/index";
import { readGolden } from "./golden";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => engine.release());

const labels = (
  passes: readonly { step: number; cycle: number; state: string }[],
) =>
  passes.map(({ step, cycle, state }) => `${step}.${cycle}${state}`).join(" ");

describe("traceRecursion", () => {
  it.each(ARCHITECTURE_IDS)(
    "says of %s what each pass would answer, the last one what the model answers where nothing halts",
    async (arch) => {
      const config = parseModelConfig({
        ...{ arch, vocabSize: 14, blockSize: 8, nEmbd: 16, nHead: 2 },
        nLayer: 2,
      });
      const params = initParameters(config, 5).map((weight) => weight * 8);
      const model = { engine, config, params };
      const tokens = [3, 1, 4, 1, 5];
      const trace = await traceRecursion({ ...model, tokens });
      expect(trace.passes).toHaveLength(blockPasses(config));
      for (const { probabilities } of trace.passes)
        for (const p of probabilities) {
          // The likeliest of 14 has more than its share.
          expect(p).toBeGreaterThan(1 / 14);
          expect(p).toBeLessThanOrEqual(1 + 1e-6);
        }
      const decoder = createUncachedDecoder(model);
      const next = await decoder.decode({ prompts: [tokens], maxNewTokens: 1 });
      await decoder.release();
      expect(trace.output.tokens.at(-1)).toBe(next.tokens[0]![0]);
      expect(trace.stepsUsed !== undefined).toBe(config.halting !== "none");
      const { step, cycle, state, ...last } = trace.passes.at(-1)!;
      expect([step, cycle, state]).toEqual([
        ...[2, config.nOuterLoops],
        config.streams === 1 ? "h" : "y",
      ]);
      if (config.halting !== "act") {
        expect(last.tokens).toEqual(trace.output.tokens);
        last.probabilities.forEach((p, t) =>
          expect(p).toBeCloseTo(trace.output.probabilities[t]!, 5),
        );
      }
    },
  );

  it("labels passes by step, cycle and state", async () => {
    const config = parseModelConfig({
      ...{ arch: "trm", vocabSize: 14, blockSize: 8, nEmbd: 8, nHead: 1 },
      ...{ nLayer: 2, nInnerLoops: 2, nOuterLoops: 2 },
    });
    const params = initParameters(config, 1);
    const trace = await traceRecursion({ engine, config, params, tokens: [1] });
    expect(labels(trace.passes)).toBe(
      "1.1z 1.1z 1.1y 1.2z 1.2z 1.2y 2.1z 2.1z 2.1y 2.2z 2.2z 2.2y",
    );
  });

  it("answers with the step at which a sequence has halted", async () => {
    const { config, params, tokens } = readGolden("trm.early-halt");
    const trace = await traceRecursion({
      ...{ engine, config, params },
      tokens: tokens[0]!,
    });
    const [steps] = trace.stepsUsed!;
    expect(new Set(trace.stepsUsed)).toEqual(new Set([steps]));
    expect(steps).toBeLessThan(config.nLayer);
    const halted = trace.passes.findLast(
      ({ step, state }) => step === steps && state === "y",
    );
    expect(halted?.tokens).toEqual(trace.output.tokens);
  });

  it("refuses tokens and parameters that are not the model's", async () => {
    const { config, params } = readGolden("gpt.plain");
    const model = { engine, config, params };
    await expect(traceRecursion({ ...model, tokens: [14] })).rejects.toThrow(
      "an integer from 0 to 13, but is 14",
    );
    await expect(
      traceRecursion({ ...model, params: params.slice(1), tokens: [1] }),
    ).rejects.toThrow("The parameters must be");
  });
});
