import { getTask } from "@trm/tasks";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  loadRun,
  readMetrics,
  runPaths,
  RunFolderError,
  train,
  type TrainConfig,
  type TrainEvent,
  type TrainOptions,
} from "@trm/train";
import { filesBelow, tensorsBelow, tinyRun, withEngine } from "./support";

const { engine, newDir } = withEngine();

const run = (config: TrainConfig, options: Partial<TrainOptions> = {}) =>
  train({ dir: newDir(), config, engine: engine(), ...options });

const checkpointsOf = (dir: string) => tensorsBelow(runPaths(dir).checkpoints);

const checkpointFiles = (step: number): string[] =>
  [
    "manifest.json",
    "model.safetensors",
    "optimizer.safetensors",
    "state.json",
  ].map((name) => `checkpoints/${step}/${name}`);

/** Trains, and aborts once `step` steps are done. */
async function runUntil(config: TrainConfig, step: number) {
  const controller = new AbortController();
  const result = await run(config, {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.type === "step" && event.step === step) controller.abort();
    },
  });
  expect(result).toMatchObject({ status: "interrupted", step });
  return result;
}

describe("train", () => {
  it("learns: the loss of a small copy run falls", async () => {
    const config = tinyRun({
      arch: "ut",
      budget: 4,
      model: { nEmbd: 16, dropout: 0 },
      training: { steps: 150, batchSize: 16, learningRate: 1e-2 },
      checkpoint: { everySteps: 1000 },
    });
    const { dir, status } = await run(config);
    const losses = readMetrics(runPaths(dir).metrics).map((line) =>
      "loss" in line ? line.loss : NaN,
    );
    expect(status).toBe("completed");
    expect(losses).toHaveLength(150);
    expect(losses[0]).toBeGreaterThan(2.3);
    expect(losses.at(-1)).toBeLessThan(0.7 * losses[0]!);
  });

  it("leaves the run folder of the design, and tells what happens", async () => {
    const events: TrainEvent[] = [];
    const evaluated: number[] = [];
    const config = tinyRun({ evaluation: { everySteps: 4 } });
    const { dir, evaluation } = await run(config, {
      onEvent: (event) => events.push(event),
      evaluate: async ({ params, config: { vocabSize } }, step) => {
        evaluated.push(step);
        return { size: params.length, vocabSize };
      },
    });
    expect(Object.keys(filesBelow(dir)).sort()).toEqual([
      ...checkpointFiles(3),
      ...checkpointFiles(6),
      "done.json",
      "events.tfevents.001",
      "metrics.jsonl",
      "run.json",
    ]);
    expect(evaluated).toEqual([4, 6]);
    expect(evaluation).toMatchObject({ vocabSize: 14 });
    expect(events[0]).toMatchObject({
      type: "start",
      blockPasses: 12,
      gradientPasses: 12,
      sequenceLength: 7,
    });
    const step = events.find((event) => event.type === "step");
    expect(step).toMatchObject({ step: 1, steps: 6, learningRate: 1e-2 });
    for (const key of [
      "tokensPerSecond",
      "etaSeconds",
      "gradientNorm",
      "meanActSteps",
    ])
      expect(step).toHaveProperty(key, expect.any(Number));
    expect(events.at(-1)).toEqual({
      type: "done",
      status: "completed",
      step: 6,
    });
    expect(JSON.parse(readFileSync(runPaths(dir).done, "utf8"))).toMatchObject({
      step: 6,
    });
  });

  it.each(["dual-ut", "trm"])(
    "%s: same configuration, same checkpoint bytes; evaluation changes none",
    async (arch) => {
      const config = tinyRun({ arch, model: { dropout: 0.2 } });
      const first = await run(config);
      const second = await run(config, { evaluate: async () => ({ x: 1 }) });
      expect(checkpointsOf(second.dir)).toEqual(checkpointsOf(first.dir));
      const other = { ...config, training: { ...config.training, seed: 1 } };
      const third = await run(other);
      expect(third.loss).not.toBe(first.loss);
    },
  );

  it.each([
    ["dual-ut", {}],
    ["trm", { model: { dropout: 0.1, haltExplorationProb: 0.5 } }],
    ["trm", { model: { supervision: "carried" as const } }],
  ])(
    "%s %o: stopped and resumed, it ends with the same bytes",
    async (arch, more) => {
      const config = tinyRun({ arch, ...more });
      const whole = await run(config);
      const { dir } = await runUntil(config, 2);
      expect(existsSync(runPaths(dir).done)).toBe(false);
      expect(loadRun(dir).step).toBe(2);
      const resumed = await train({ dir, resume: true, engine: engine() });
      expect(resumed.status).toBe("completed");
      const final = (at: string) =>
        Object.entries(checkpointsOf(at)).filter(
          ([name]) => !name.startsWith("2"),
        );
      expect(final(dir)).toEqual(final(whole.dir));
      const losses = (at: string) =>
        readMetrics(runPaths(at).metrics).map((l) => "loss" in l && l.loss);
      expect(losses(dir)).toEqual(losses(whole.dir));
    },
  );

  it("never overwrites, and resumes only what is there", async () => {
    const { dir } = await run(tinyRun({ training: { steps: 1 } }));
    const before = filesBelow(dir);
    await expect(run(tinyRun(), { dir })).rejects.toThrow(RunFolderError);
    await expect(
      train({ dir: newDir(), resume: true, engine: engine() }),
    ).rejects.toThrow(RunFolderError);
    await expect(run(tinyRun(), { dir, resume: true })).rejects.toThrow(
      /another configuration/,
    );
    await train({ dir, resume: true, engine: engine() });
    expect(filesBelow(dir)).toEqual(before);
  });

  it("writes nothing for a configuration that makes no run", async () => {
    const dir = newDir();
    const config = { ...tinyRun(), budget: 0 };
    await expect(run(config, { dir })).rejects.toThrow(/budget/);
    expect(existsSync(dir)).toBe(false);
  });

  it("opens a run of a task that is not built in only with the task", async () => {
    const task = { ...getTask("copy"), name: "sort-letters" };
    const config = { ...tinyRun({ training: { steps: 1 } }), task: task.name };
    const { dir } = await run(config, { task });
    expect(loadRun(dir, { task }).step).toBe(1);
    const own =
      /trained on a task of its own, "sort-letters".*loadRun\(dir, \{ task \}\)/;
    expect(() => loadRun(dir)).toThrow(RunFolderError);
    expect(() => loadRun(dir)).toThrow(own);
    await expect(
      train({ dir, resume: true, engine: engine() }),
    ).rejects.toThrow(own);
    await expect(
      train({ dir, task: getTask("copy"), resume: true, engine: engine() }),
    ).rejects.toThrow(/"task" is "sort-letters"/);
  });

  it("neither loads nor resumes a run that would be another model today", async () => {
    const { dir } = await run(tinyRun({ training: { steps: 1 } }));
    const path = runPaths(dir).record;
    const record = JSON.parse(readFileSync(path, "utf8")) as {
      modelConfig: object;
    };
    const modelConfig = { ...record.modelConfig, stateNorm: "yz" };
    writeFileSync(path, JSON.stringify({ ...record, modelConfig }));
    expect(() => loadRun(dir)).toThrow(/stateNorm "yz".*stateNorm "none"/);
    await expect(
      train({ dir, resume: true, engine: engine() }),
    ).rejects.toThrow(RunFolderError);
    writeFileSync(path, JSON.stringify({ ...record, modelConfig: undefined }));
    expect(loadRun(dir).step).toBe(1);
  });
});
