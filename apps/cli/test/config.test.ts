/** @file What a command line asks for: `trm config`, files that are fed back, keys that reach for prototypes. */
import { initParameters, parseModelConfig } from "@trm/models";
import { getTask } from "@trm/tasks";
import { parseTrainConfig, writeImportedRun } from "@trm/train";
import fc from "fast-check";
import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { TINY, trm, useScratch } from "./harness";

const scratch = useScratch();
const PAPER = ["--arch", "dual-ut", "--task", "addition"];

const config = async (...args: readonly string[]): Promise<unknown> => {
  const { exitCode, stdout, stderr } = await trm(["config", ...args]);
  expect([exitCode, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout);
};

describe("trm config", () => {
  it("prints the paper's run with every default, and writes nothing", async () => {
    expect(await config(...PAPER)).toEqual(
      parseTrainConfig({ arch: "dual-ut", task: "addition" }),
    );
    expect(scratch.files()).toEqual([]);
  });

  it("takes every flag that a training takes", async () => {
    const flags = [
      ...["--schedule", "cosine", "--warmup-steps", "10", "--clip-norm", "1"],
      ...["--final-lr-ratio", "0.1", "--ema-decay", "0.999", "--steps", "100"],
      ...["--accumulation-steps", "4", "--keep-last", "3", "--best", "seqAcc"],
      ...["--keep-every", "500", "--beta2", "0.95", "--device", "auto"],
    ];
    expect(await config(...PAPER, ...flags, "--tf32")).toMatchObject({
      training: {
        ...{ schedule: "cosine", warmupSteps: 10, clipNorm: 1, steps: 100 },
        ...{ finalLearningRateRatio: 0.1, emaDecay: 0.999, beta2: 0.95 },
        accumulationSteps: 4,
      },
      checkpoint: { keepLast: 3, best: "seqAcc", keepEverySteps: 500 },
      runtime: { device: "auto", tf32: true },
    });
  });

  it("gives a file that makes the same configuration again, as does the file of that", async () => {
    const flags = ["--lr", "1e-3", "--set", "model.gradient=full"];
    const first = await config(...PAPER, ...flags);
    writeFileSync("a.json", JSON.stringify(first));
    writeFileSync("b.json", JSON.stringify({ $schema: "x.json", ...first! }));
    expect(await config("--config", "a.json")).toEqual(first);
    expect(await config("--config", "b.json")).toEqual(first);
  });

  it("takes away with null what a file brings", async () => {
    const raw = { training: { clipNorm: 1, emaDecay: 0.9, steps: 7 } };
    writeFileSync("a.json", JSON.stringify(raw));
    const file = [...PAPER, "--config", "a.json"];
    const set = ["training.clipNorm=null", "training.steps=null"];
    const { training } = (await config(
      ...[...file, ...set.flatMap((text) => ["--set", text])],
    )) as { training: object };
    expect(training).not.toHaveProperty("clipNorm");
    expect(training).toMatchObject({ emaDecay: 0.9, steps: 5000 });
    const mistaken = await trm([
      "config",
      ...PAPER,
      "--set",
      "training.x=null",
    ]);
    expect(mistaken.stderr).toContain('Unknown configuration key "training.x"');
    const missing = await trm(["config", ...PAPER, "--set", "task=null"]);
    expect(missing.stderr).toMatch(/^trm: --task is missing/);
  });

  it("prints the schema that is published", async () => {
    const published = new URL(
      "../../../packages/train/train-config.schema.json",
      import.meta.url,
    );
    expect(await config("--schema")).toEqual(
      JSON.parse(readFileSync(published, "utf8")),
    );
  });

  it("refuses what a training refuses, in the same words", async () => {
    const flags = [...PAPER, "--batch", "10", "--accumulation-steps", "4"];
    const refused = await trm(["config", ...flags]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toMatch(
      /^trm: Configuration key "training.accumulationSteps" is 4, but "training.batchSize" is 10, .* \(--batch, --accumulation-steps\)\.\n$/,
    );
    expect(await trm(["train", ...flags])).toEqual(refused);
    expect(scratch.files()).toEqual([]);
  });

  it("takes the sizes of weights to start from, without what their model does not read", async () => {
    const task = getTask("copy");
    const modelConfig = parseModelConfig({
      ...{ arch: "dense", vocabSize: task.alphabet.size, blockSize: 16 },
      ...{ nEmbd: 8, nHead: 2, nLayer: 1, ponderWeight: 0.5 },
    });
    const params = initParameters(modelConfig, 1);
    writeImportedRun({ dir: "w", path: "w", task, modelConfig, params });
    expect(await config("--init", "w")).toMatchObject({
      ...{ arch: "dense", task: "copy", budget: 1 },
      model: { nEmbd: 8, ponderWeight: 0 },
    });
  });
});

describe("a run's record fed back", () => {
  it("is the same run: the same configuration and the same parameters", async () => {
    const flags = ["--arch", "ut", ...TINY, "--schedule", "cosine"];
    await trm(["train", ...flags, "--clip-norm", "1", "--out", "a"]);
    await trm(["train", "--config", "a/run.json", "--out", "b"]);
    const record = (dir: string) =>
      (JSON.parse(readFileSync(`${dir}/run.json`, "utf8")) as object)[
        "config" as never
      ];
    const weights = (dir: string) =>
      readFileSync(`${dir}/checkpoints/3/model.safetensors`).toString("base64");
    expect(record("b")).toEqual(record("a"));
    expect(weights("b")).toBe(weights("a"));
    expect(await config("--config", "a/run.json")).toEqual(record("a"));
  });
});

describe("keys of a prototype", () => {
  const keys = fc.constantFrom("__proto__", "constructor", "prototype");
  const places = fc.array(fc.constantFrom("model", "training", "a", "config"), {
    maxLength: 3,
  });

  it("anywhere in a file are unknown keys, and change no other object", async () => {
    await fc.assert(
      fc.asyncProperty(keys, places, async (key, place) => {
        const inner = `{"${key}":{"polluted":1,"steps":1}}`;
        const nested = place.reduce(
          (json, name) => `{"${name}":${json}}`,
          inner,
        );
        writeFileSync("c.json", nested);
        const { exitCode, stderr } = await trm([
          "config",
          ...PAPER,
          "--config",
          "c.json",
        ]);
        expect(exitCode).toBe(2);
        expect(stderr).toMatch(/^trm: [^\n]*unknown key "[^\n]*[.?]\n$/i);
        expect(stderr).toContain(key);
        expect("polluted" in {}).toBe(false);
        expect("polluted" in Object).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it.each([
    "__proto__",
    "constructor.prototype",
    "model.__proto__",
    "training.constructor",
  ])("given as --set %s.polluted=1 are unknown keys", async (path) => {
    const { exitCode, stderr } = await trm([
      "config",
      ...PAPER,
      "--set",
      `${path}.polluted=1`,
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(/^trm: Unknown configuration key "[^\n]+[.?]\n$/);
    expect("polluted" in {}).toBe(false);
    expect("polluted" in Object).toBe(false);
  });
});
