/** @file The same configuration gives the same bytes: in a second run, and through interruptions at any step. */
import {
  ARCHITECTURE_IDS,
  ARCHITECTURES,
  type ArchitectureId,
} from "@trm/models";
import { createEngine } from "@trm/onnx/runtime";
import { train, type TrainConfig, type TrainOptions } from "@trm/train";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { recordOf, scoreOf } from "./exactness-record";
import { tinyRun, withEngine } from "./support";

const { engine, newDir } = withEngine();

/** Enough that a depth has sufficed for 32 steps and a shallower one is tried. */
const STEPS = 38;

/** Everything that a step's numbers may depend on, switched on. */
const fullRun = (arch: ArchitectureId, carried: boolean): TrainConfig =>
  tinyRun({
    arch,
    length: 2,
    // Four steps: depths 2, 3 and 4 may be compiled.
    budget: 4 * ARCHITECTURES[arch].streams,
    model: {
      dropout: 0.2,
      haltExplorationProb: 0.5,
      nOuterLoops: 1,
      nInnerLoops: 1,
      ...(carried && { supervision: "carried" }),
    },
    training: {
      steps: STEPS,
      batchSize: 4,
      schedule: "cosine",
      warmupSteps: 4,
      finalLearningRateRatio: 0.1,
      clipNorm: 0.5,
      emaDecay: 0.9,
      accumulationSteps: carried ? 1 : 2,
    },
    evaluation: { everySteps: 7 },
    checkpoint: { everySteps: 9, best: "score" },
  });

const run = (options: Partial<TrainOptions> & { readonly dir: string }) =>
  train({
    engine: engine(),
    evaluate: async (model) => ({ score: scoreOf(model) }),
    ...options,
  });

/** Trains until `step` steps are done, and no further. */
async function runTo(step: number, options: Parameters<typeof run>[0]) {
  const controller = new AbortController();
  const result = await run({
    ...options,
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type !== "step" && event.type !== "start") return;
      if (event.step >= step) controller.abort();
    },
  });
  expect(result.step).toBe(step);
}

/** A run that is stopped after each of the steps and goes on from there. */
async function runInParts(config: TrainConfig, stops: readonly number[]) {
  const dir = newDir();
  const [first = 0, ...later] = stops;
  await runTo(first, { dir, config });
  for (const stop of later) await runTo(stop, { dir, resume: true });
  await run({ dir, resume: true });
  return recordOf(dir);
}

const stop = fc.integer({ min: 0, max: STEPS });
const twoStops = fc
  .tuple(stop, stop)
  .map((stops) => stops.sort((a, b) => a - b));

describe.each([
  ...ARCHITECTURE_IDS.map((arch) => [arch, false] as const),
  ["trm", true] as const,
])("%s, carried supervision %s", (arch, carried) => {
  const config = fullRun(arch, carried);
  const depths = new Set<number>();
  let whole: ReturnType<typeof recordOf>;
  beforeAll(async () => {
    const dir = newDir();
    const onEvent: TrainOptions["onEvent"] = (event) => {
      if (event.type === "compiled") depths.add(event.depth);
    };
    await run({ dir, config, onEvent });
    whole = recordOf(dir);
  });

  it("trains with everything switched on", () => {
    expect(whole.metrics.length).toBe(STEPS + Math.floor(STEPS / 7) + 1);
    const lines = whole.metrics.filter((line) => "loss" in line);
    expect(new Set(lines.map((line) => line.learningRate)).size).toBe(STEPS);
    expect(Math.max(...lines.map((line) => line.gradientNorm))).toBeGreaterThan(
      config.training.clipNorm!,
    );
    expect(Object.keys(whole.newest.tensors)).toContain("ema.safetensors");
    expect(whole.best).toBeDefined();
    // A halting model has run at more than one depth, so that the policy has a past to remember.
    const halts = arch.includes("ut") || (arch === "trm" && !carried);
    expect(depths.size > 1).toBe(halts);
  });

  it("gives the same bytes again, stopped and resumed twice at any steps", async () => {
    await fc.assert(
      fc.asyncProperty(twoStops, async (stops) => {
        expect(await runInParts(config, stops)).toEqual(whole);
      }),
      { numRuns: 3, examples: [[[0, 33]]], endOnFailure: true },
    );
  });
});

it("two threads give the same bytes in a second run", async () => {
  const config = tinyRun({
    budget: 6,
    model: { nEmbd: 64, nHead: 4, dropout: 0.2 },
    training: { steps: 4, batchSize: 32 },
  });
  const threads = await createEngine({ engine: "onnxruntime", threads: 2 });
  try {
    const dirs = [newDir(), newDir()];
    for (const dir of dirs) await run({ dir, config, engine: threads });
    expect(recordOf(dirs[1]!)).toEqual(recordOf(dirs[0]!));
  } finally {
    await threads.release();
  }
});
