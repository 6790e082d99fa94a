import { initParameters, parseModelConfig } from "@trm/models";
import { getTask, TASKS } from "@trm/tasks";
import {
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  loadRun,
  modelConfigOf,
  parseTrainConfig,
  readMetrics,
  runPaths,
  train,
  trainConfigOf,
  writeImportedRun,
  type TrainConfig,
} from "@trm/train";
import { tensorsBelow, tinyRun, withEngine } from "./support";

const { engine, newDir } = withEngine();
const task = getTask("copy");

const weightsOf = (config: TrainConfig, seed: number) => {
  const modelConfig = modelConfigOf(config, task);
  const params = initParameters(modelConfig, seed);
  return { path: "elsewhere", modelConfig, params };
};

const lossesOf = (dir: string): number[] =>
  readMetrics(runPaths(dir).metrics).flatMap((line) =>
    "loss" in line ? [line.loss] : [],
  );

describe("train from the weights of another run", () => {
  it("equals training from the seed that made them, and says where they are from", async () => {
    const config = tinyRun({ model: { dropout: 0 } });
    const { seed } = config.training;
    const init = weightsOf(config, seed);
    const [seeded, started] = [newDir(), newDir()];
    await train({ dir: seeded, config, engine: engine() });
    await train({ dir: started, config, engine: engine(), init });
    expect(lossesOf(started)).toEqual(lossesOf(seeded));
    const newest = (dir: string) => tensorsBelow(join(dir, "checkpoints", "6"));
    expect(newest(started)).toEqual(newest(seeded));
    const record = JSON.parse(
      readFileSync(runPaths(started).record, "utf8"),
    ) as { init: unknown };
    expect(record.init).toEqual({
      path: "elsewhere",
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
  });

  it("needs them no more once it has begun, whenever it stops", async () => {
    const config = tinyRun();
    const init = weightsOf(config, 99);
    const dir = newDir();
    const before = new AbortController();
    before.abort();
    await train({ dir, config, engine: engine(), init, signal: before.signal });
    expect(readdirSync(runPaths(dir).checkpoints)).toEqual(["0"]);
    expect(loadRun(dir).params).toEqual(init.params);
    await train({ dir, engine: engine(), resume: true });
    const whole = newDir();
    await train({ dir: whole, config, engine: engine(), init });
    expect(loadRun(dir)).toEqual(loadRun(whole));

    rmSync(runPaths(dir).checkpoints, { recursive: true });
    mkdirSync(runPaths(dir).checkpoints);
    await expect(
      train({ dir, engine: engine(), resume: true }),
    ).rejects.toThrow("lost its checkpoints");
  });

  it.each<[string, Parameters<typeof tinyRun>[0], string]>([
    [
      "arch",
      { arch: "ut" },
      'arch "dual-ut", but the run\'s model has arch "ut"',
    ],
    ["width", { model: { nEmbd: 16 } }, "nEmbd 8"],
    [
      "heads",
      { model: { nHead: 4 } },
      "nHead 2, but the run's model has nHead 4",
    ],
    ["positions", { model: { blockSize: 9 } }, "blockSize 8"],
    ["norms", { model: { stateNorm: "yz" } }, 'stateNorm "none"'],
    [
      "steps",
      { budget: 24 },
      "stepEmbedding [6, 8], but the run's model expects [12, 8]",
    ],
  ])("refuses weights of a model with other %s", async (_, change, message) => {
    const init = weightsOf(tinyRun(), 1);
    const dir = newDir();
    await expect(
      train({ dir, config: tinyRun(change), engine: engine(), init }),
    ).rejects.toThrow(message);
    expect(() => readdirSync(dir)).toThrow();
  });

  it("takes weights of other loops, gradients and dropout", async () => {
    const init = weightsOf(tinyRun({ arch: "dual-nested-ut" }), 1);
    const config = tinyRun({
      arch: "dual-nested-ut",
      budget: 6,
      model: { nInnerLoops: 1, nOuterLoops: 1, dropout: 0.5, gradient: "full" },
      training: { steps: 1 },
    });
    // The step embedding is the one parameter that counts steps.
    expect(modelConfigOf(config, task).nLayer).toBe(3);
    expect(init.modelConfig.nLayer).toBe(2);
    await expect(
      train({ dir: newDir(), config, engine: engine(), init }),
    ).rejects.toThrow("stepEmbedding [2, 8]");
    await train({
      dir: newDir(),
      config: { ...config, budget: 4 },
      engine: engine(),
      init,
    });
  });
});

const recordOf = (dir: string): object =>
  JSON.parse(readFileSync(runPaths(dir).record, "utf8")) as object;

describe("an imported run", () => {
  const modelConfig = parseModelConfig({
    ...{ arch: "trm", vocabSize: 14, blockSize: 28, nEmbd: 12, nHead: 3 },
    ...{ nLayer: 3, nInnerLoops: 1, nOuterLoops: 3, dropout: 0 },
    ...{ inferenceSteps: 5, fullCompute: true },
  });
  const params = initParameters(modelConfig, 5);
  const request = { path: "model.safetensors", modelConfig, params, task };

  it("holds weights and model, settings of inference included", () => {
    const dir = newDir();
    const config = writeImportedRun({ ...request, dir });
    expect(loadRun(dir)).toEqual({
      ...{ config, modelConfig, params, step: 0 },
      imported: {
        path: "model.safetensors",
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
        assumed: ["length"],
      },
    });
    expect(config).toMatchObject({ length: 10, budget: 18, task: "copy" });
    expect(recordOf(dir)).not.toHaveProperty("seed");
  });

  it.each([
    [{ length: 4 }, []],
    [{ length: 4, taskAssumed: true }, ["task"]],
    [{ taskAssumed: true }, ["task", "length"]],
  ])("of which %j is said has assumed %j", (said, assumed) => {
    const dir = newDir();
    writeImportedRun({ ...request, ...said, dir });
    expect(loadRun(dir).imported?.assumed).toEqual(assumed);
  });

  it("is refused where run.json does not name its weights", () => {
    const dir = newDir();
    writeImportedRun({ ...request, dir });
    const record = { ...recordOf(dir), imported: { path: "x" } };
    writeFileSync(runPaths(dir).record, JSON.stringify(record));
    expect(() => loadRun(dir)).toThrow("does not hold a run's configuration");
  });

  it("cannot be resumed", async () => {
    const dir = newDir();
    writeImportedRun({ ...request, dir });
    await expect(
      train({ dir, engine: engine(), resume: true }),
    ).rejects.toThrow("nothing to resume; start a run from them");
  });

  it("is refused where the task does not fit, before anything is written", () => {
    const dir = newDir();
    const other = { ...modelConfig, vocabSize: 15 };
    expect(() =>
      writeImportedRun({ ...request, dir, modelConfig: other }),
    ).toThrow("copy has 14 characters, but the model has 15 tokens");
    expect(() => writeImportedRun({ ...request, dir, length: 30 })).toThrow(
      '"length" is 30',
    );
    expect(() => readdirSync(dir)).toThrow();
  });

  it("has the longest training length up to 10 that its positions allow", () => {
    const lengths = Object.values(TASKS).map(
      (learned) => trainConfigOf(modelConfig, { task: learned }).length,
    );
    expect(lengths).toEqual([10, 10, 8, 8]);
  });

  it.each(["dense", "iterative", "iterative-step", "ut", "dual-ut", "trm"])(
    "comes from a configuration that makes the same %s again",
    (arch) => {
      const config = parseTrainConfig({ arch, task: "copy", budget: 12 });
      const model = modelConfigOf(config, task);
      const again = parseTrainConfig(trainConfigOf(model, { task }));
      expect(modelConfigOf(again, task)).toEqual(model);
    },
  );
});
