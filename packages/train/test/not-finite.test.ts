/** @file Runs whose numbers stop being finite: no checkpoint holds such a state. */
import type { Engine, Feeds } from "@trm/onnx/runtime";
import {
  loadRun,
  NonFiniteLossError,
  NonFiniteWeightsError,
  runPaths,
  train,
  type TrainEvent,
  type TrainOptions,
} from "@trm/train";
import { existsSync, readdirSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { fakeEngine } from "./fake-engine";
import { tinyRun, withEngine } from "./support";

const { newDir } = withEngine();

/** What an engine gives, but for the first number of an output, from a step on. */
function breaking(
  step: number,
  output: string,
  value: number,
  engine: Engine = fakeEngine,
): Engine {
  let steps = 0;
  return {
    ...engine,
    compile: async (fn, signature) => {
      const compiled = await engine.compile(fn, signature);
      const run = async (feeds: Feeds) => {
        const outputs = await compiled.run(feeds);
        const broken = outputs[output];
        steps += 1;
        if (steps >= step && broken) broken.data[0] = value;
        return outputs;
      };
      return { ...compiled, run };
    },
  };
}

/** Trains the fake run, which must fail, and tells how. */
async function failing(options: Partial<TrainOptions>, everySteps: number) {
  const dir = newDir();
  const events: TrainEvent[] = [];
  const config = tinyRun({
    arch: "dense",
    budget: 2,
    training: { emaDecay: 0.5 },
    checkpoint: { everySteps },
  });
  const error: unknown = await train({
    ...{ dir, config },
    onEvent: (event) => events.push(event),
    ...options,
  }).catch((thrown: unknown) => thrown);
  const { checkpoints } = runPaths(dir);
  const there = existsSync(checkpoints) ? readdirSync(checkpoints) : [];
  return { dir, error, events, there };
}

describe("a loss or a gradient that is not finite", () => {
  it.each(["loss", "gradientNorm"])(
    "%s: the run stops and keeps the state before it",
    async (output) => {
      const engine = breaking(5, output, NaN);
      const { dir, error, there } = await failing({ engine }, 3);
      expect(error).toBeInstanceOf(NonFiniteLossError);
      expect(error).toMatchObject({ step: 5, checkpointStep: 4 });
      expect(String(error)).toMatch(
        /Step 5 gave loss .* stopped with the checkpoint of step 4; try a lower learning rate\.$/,
      );
      expect(there).toEqual(["3", "4"]);
      expect(loadRun(dir).params.every(Number.isFinite)).toBe(true);
    },
  );
});

describe("weights that are not finite after a gradient that is", () => {
  const OUTPUTS = ["nextParams", "nextM", "nextV", "nextEma"];

  it.each(OUTPUTS)(
    "%s: no checkpoint holds them, and the last good one is named",
    async (output) => {
      const engine = breaking(6, output, Infinity);
      const { dir, error, there } = await failing({ engine }, 4);
      expect(error).toBeInstanceOf(NonFiniteWeightsError);
      expect(error).toMatchObject({ step: 6, checkpointStep: 4 });
      expect(String(error)).toMatch(
        /Step 6 made weights or moments that are not finite, so the run stopped with the checkpoint of step 4; try /,
      );
      expect(there).toEqual(["4"]);
      expect(loadRun(dir).step).toBe(4);
    },
  );

  it("are to blame where the next step's loss is NaN", async () => {
    const overflows = breaking(4, "nextParams", Infinity);
    const engine = breaking(5, "loss", NaN, overflows);
    const { error, there } = await failing({ engine }, 3);
    expect(error).toBeInstanceOf(NonFiniteWeightsError);
    expect(error).toMatchObject({ step: 4, checkpointStep: 3 });
    expect(there).toEqual(["3"]);
  });

  it("leave nothing where nothing had been written", async () => {
    const engine = breaking(2, "nextParams", NaN);
    const { error, there, events } = await failing({ engine }, 100);
    expect(error).toMatchObject({ step: 6, checkpointStep: undefined });
    expect(String(error)).toContain("so the run stopped without a checkpoint;");
    expect(there).toEqual([]);
    expect(events.some(({ type }) => type === "checkpoint")).toBe(false);
  });

  it("are not written when an evaluation fails on them", async () => {
    const engine = breaking(2, "nextParams", NaN);
    const evaluate = () => Promise.reject(new Error("cannot evaluate NaN"));
    const config = tinyRun({
      ...{ arch: "dense", budget: 2, training: { emaDecay: 0.5 } },
      evaluation: { everySteps: 2 },
    });
    const { error, there } = await failing({ config, engine, evaluate }, 3);
    expect(error).toBeInstanceOf(NonFiniteWeightsError);
    expect(there).toEqual([]);
  });
});
