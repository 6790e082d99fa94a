/** @file The good folders that hostile ones are made of, and their twins outside. */
import type { CompiledFunction, Engine, HostTensor } from "@trm/onnx/runtime";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeSmallFolder } from "../fuzz/fuzz-readers.ts";

const number = (value: number): HostTensor => ({
  dtype: "float32",
  shape: [],
  data: Float32Array.of(value),
});

/** What a train step of a model gives back when it learns nothing, whatever its inputs are called. */
const standStill: CompiledFunction = {
  run: async (feeds) => {
    const next = Object.entries(feeds).map(([name, tensor]) => [
      `next${name.charAt(0).toUpperCase()}${name.slice(1)}`,
      tensor,
    ]);
    const numbers = ["loss", "gradientNorm", "learningRate"];
    return Promise.resolve({
      ...(Object.fromEntries(next) as Record<string, HostTensor>),
      ...Object.fromEntries(numbers.map((name) => [name, number(1)])),
    });
  },
  release: async () => Promise.resolve(),
};

/** An engine that computes nothing, so that training is all reading and writing. */
export const idleEngine: Engine = {
  name: "onnxruntime",
  description: "idle 1.0.0 on cpu, 1 thread",
  compile: async () => Promise.resolve(standStill),
  load: async () => Promise.resolve(standStill),
  loadCopies: async () => Promise.resolve([standStill]),
  release: async () => Promise.resolve(),
};

/** What is trained, small enough to be read a thousand times. */
export const configOf = (seed: number) => ({
  ...{ arch: "dense", task: "copy", length: 2, budget: 1 },
  model: { nEmbd: 4, nHead: 1, blockSize: 6 },
  training: { steps: 5, batchSize: 1, emaDecay: 0.9, seed },
  evaluation: { everySteps: 1, count: 1 },
  checkpoint: { everySteps: 1, keepLast: 2 },
  runtime: { threads: 1 },
});

/** A run of five steps that was interrupted after three, with two checkpoints. */
const writeGoodRun = async (dir: string, seed: number) => {
  const { parseTrainConfig, train } = await import("@trm/train");
  const stop = new AbortController();
  return train({
    ...{ dir, engine: idleEngine, signal: stop.signal },
    config: parseTrainConfig(configOf(seed)),
    onEvent: (event) => {
      if (event.type === "step" && event.step === 3) stop.abort();
    },
    // Ever better, so that no third checkpoint is kept for being the best.
    evaluate: async (_, step) =>
      Promise.resolve({ charAcc: step + seed / 1e7 }),
  });
};

/** The reference implementation's files of a model. */
const writeGoodReference = async (dir: string, seed: number): Promise<void> => {
  const { writeReferenceFolder } = await import("@trm/export");
  const { initParameters, parseModelConfig } = await import("@trm/models");
  const config = parseModelConfig({
    ...{ arch: "ut", vocabSize: 14, blockSize: 12, nEmbd: 8, nHead: 2 },
    nLayer: 2,
  });
  writeReferenceFolder(dir, { config, params: initParameters(config, seed) });
};

/** A run, a model folder and a reference checkpoint of one seed. */
export const writeGoodFolders = async (
  dir: string,
  seed: number,
): Promise<void> => {
  mkdirSync(dir, { recursive: true });
  await writeGoodRun(join(dir, "run"), seed);
  await writeSmallFolder(join(dir, "model"), seed);
  await writeGoodReference(join(dir, "reference"), seed);
  writeFileSync(join(dir, "config.json"), JSON.stringify(configOf(seed)));
};
