/** @file The committed models are small, one per architecture, and know what their records say. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { evaluate, createDecoder } from "@trm/eval";
import { readSweep } from "@trm/experiments";
import { readReferenceCheckpoint } from "@trm/export";
import { ARCHITECTURES } from "@trm/models";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { getTask } from "@trm/tasks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./support/workspace.ts";

const DEMO = join(ROOT, "results", "demo");
const MOST_BYTES = 200_000;

const { plan, records } = readSweep(DEMO);

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => engine.release());

describe("results/demo/models", () => {
  it("has each architecture", () => {
    expect(readdirSync(join(DEMO, "models")).sort()).toEqual(
      Object.keys(ARCHITECTURES).sort(),
    );
  });

  it.each(plan.runs.map((run) => [run.config.arch, run] as const))(
    "%s is small and answers as its record says",
    async (arch, { id, config, evaluation }) => {
      const [weights, written] = ["model.safetensors", "config.json"].map(
        (name) => join(DEMO, "models", arch, name),
      ) as [string, string];
      expect(statSync(weights).size).toBeLessThan(MOST_BYTES);
      const model = readReferenceCheckpoint(
        readFileSync(weights),
        JSON.parse(readFileSync(written, "utf8")),
      );
      const decoder = await createDecoder({ engine, ...model });
      const { metrics } = await evaluate({
        ...{ decoder, task: getTask(config.task), length: config.length },
        ...{ count: evaluation.count, seed: config.training.seed },
        batchSize: 64,
      });
      await decoder.release();
      const { charAcc, seqAcc } = metrics;
      const recorded = records.get(id)?.evaluations[0]?.metrics;
      expect(recorded?.charAcc).toBeCloseTo(charAcc, 3);
      expect(recorded?.seqAcc).toBeCloseTo(seqAcc, 3);
    },
  );
});
