/** @file A model trained by the recipe of TRM's inventors: what is exported of it computes what the run does. */
import {
  checkParity,
  ParityError,
  readModelFolder,
  type TrainedModel,
} from "@trm/export";
import { createEngine } from "@trm/onnx/runtime";
import { loadRun } from "@trm/train";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trm } from "./harness";

const SUITE = new URL("../../../suites/trm-original.json", import.meta.url);

/** The settings of the suite's whole recipe, by path. */
const recipe = (): [path: string, value: unknown][] => {
  const { blocks } = JSON.parse(readFileSync(SUITE, "utf8")) as {
    blocks: { axes: { recipe: Record<string, Record<string, unknown>> } }[];
  };
  return Object.entries(blocks[0]!.axes.recipe["whole recipe"]!);
};

/** Two supervised steps of 2 x (2 + 1) passes, at width 16. */
const FLAGS = [
  ...["--arch", "trm", "--task", "copy", "--length", "2", "--budget", "12"],
  ...["--width", "16", "--heads", "2", "--batch", "4", "--steps", "4"],
  ...["--inner-loops", "2", "--outer-loops", "2", "--block-size", "16"],
  ...["--lr", "1e-2", "--threads", "1", "--eval-count", "4"],
] as const;

const scratch = mkdtempSync(join(tmpdir(), "trm-recipe-"));
const run = join(scratch, "run");
const folder = join(scratch, "folder");
let exported = "";

beforeAll(async () => {
  const set = recipe().flatMap(([path, value]) => [
    ...["--set", `${path}=${JSON.stringify(value)}`],
  ]);
  // So few steps leave no room for the recipe's warm-up.
  const warmup = ["--set", "training.warmupSteps=1"];
  const args = [...FLAGS, ...set, ...warmup, "--out", run];
  const trained = await trm(["train", ...args]);
  expect(trained).toMatchObject({ exitCode: 0 });
  const { exitCode, stderr } = await trm(["export", run, "--out", folder]);
  expect(exitCode).toBe(0);
  exported = stderr;
});
afterAll(() => rmSync(scratch, { recursive: true }));

describe("a model of TRM's own recipe", () => {
  it("is exported with every setting of the recipe, and compared", () => {
    expect(exported).toMatch(/^trm on copy: .* ONNX = TF\.js: /);
    const { config } = readModelFolder(folder);
    expect(config).toEqual(loadRun(run).modelConfig);
    const settings = recipe().flatMap(([path, value]) => {
      const [section, key = ""] = path.split(".");
      return section === "model" ? [[key, value] as const] : [];
    });
    expect(settings.length).toBeGreaterThan(5);
    expect(config).toMatchObject(Object.fromEntries(settings));
  });

  it("has the run's logits in its ONNX file, and no others", async () => {
    const { modelConfig: config, params } = loadRun(run);
    const { onnx } = readModelFolder(folder);
    const engine = await createEngine({ threads: 1 });
    const reference = await createEngine({ engine: "tfjs", backend: "cpu" });
    const compare = (model: Pick<TrainedModel, "config" | "params">) =>
      checkParity({ ...model, onnx, engine, reference });
    try {
      const { prefill, step } = await compare({ config, params });
      expect(prefill.relative).toBeLessThan(1e-5);
      expect(step.relative).toBeLessThan(1e-5);
      // What the file computes depends on the recipe: without a part of it the logits are others.
      for (const part of [{ embeddingScale: 1 }, { blockNorm: "pre" }] as const)
        await expect(
          compare({ config: { ...config, ...part }, params }),
        ).rejects.toThrow(ParityError);
    } finally {
      await Promise.all([engine.release(), reference.release()]);
    }
  });

  it("answers from its folder as the run does without ONNX", async () => {
    const evaluate = async (...args: string[]) => {
      const flags = ["--lengths", "1,2,3", "--count", "8", "--json"];
      const { stdout } = await trm(["eval", ...args, ...flags]);
      return (JSON.parse(stdout) as { evaluations: object[] }).evaluations;
    };
    const ofRun = await evaluate(run, "--engine", "tfjs");
    expect(ofRun).toHaveLength(3);
    expect(await evaluate(folder)).toEqual(ofRun);
    const generate = (from: string) => trm(["generate", from, "12|", "3|"]);
    const answers = await generate(folder);
    expect(answers.stdout.trimEnd().split("\n")).toHaveLength(2);
    expect(await generate(run)).toEqual(answers);
  });
});
