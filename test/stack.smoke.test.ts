/** @file The whole stack in seconds: the reference's numbers are met, a task is learned over an interruption, unseen prompts are answered. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createUncachedDecoder, evaluate } from "@trm/eval";
import { createEngine } from "@trm/onnx/runtime";
import type { Engine } from "@trm/onnx/runtime";
import { getTask } from "@trm/tasks";
import { loadRun, parseTrainConfig, train, verifyCase } from "@trm/train";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./support/workspace.ts";

const CONFIG = parseTrainConfig({
  arch: "ut",
  task: "copy",
  length: 3,
  budget: 4,
  model: { nEmbd: 32, nHead: 2, blockSize: 7, dropout: 0 },
  training: { steps: 200, batchSize: 32, learningRate: 5e-3 },
  runtime: { threads: 1 },
});

describe("the whole stack", () => {
  const folder = mkdtempSync(join(tmpdir(), "trm-smoke-"));
  const dir = join(folder, "run");
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine({ threads: 1 });
    return async () => {
      await engine.release();
    };
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("computes what the reference computes", async () => {
    const golden = join(ROOT, "test-fixtures/golden/ut_level1.plain");
    const { quantities } = await verifyCase(golden, engine);
    expect(quantities.filter(({ pass }) => !pass)).toEqual([]);
    expect(quantities.length).toBeGreaterThan(5);
  });

  it("goes on learning after an interruption", async () => {
    const interrupt = new AbortController();
    const stopped = await train({
      config: CONFIG,
      dir,
      engine,
      signal: interrupt.signal,
      onEvent: (event) => {
        if (event.type === "step" && event.step === 20) interrupt.abort();
      },
    });
    const finished = await train({ dir, engine, resume: true });
    expect(stopped).toMatchObject({ status: "interrupted", step: 20 });
    expect(finished).toMatchObject({ status: "completed", step: 200 });
    expect(finished.loss).toBeLessThan(stopped.loss! / 5);
  });

  it("answers prompts that training never saw", async () => {
    const { modelConfig: config, params } = loadRun(dir);
    const decoder = createUncachedDecoder({ engine, config, params });
    const { metrics } = await evaluate({
      task: getTask(CONFIG.task),
      decoder,
      length: CONFIG.length,
      count: 64,
      batchSize: 64,
      seed: 1,
    });
    await decoder.release();
    // Chance is a tenth; the rest leaves room for another machine's rounding.
    expect(metrics.charAcc).toBeGreaterThan(0.9);
  });
});
