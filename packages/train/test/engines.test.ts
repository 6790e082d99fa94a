import { ARCHITECTURES } from "@trm/models";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { batch, getTask } from "@trm/tasks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createTrainStep, initialState } from "../src";
import { parseTrainConfig, modelConfigOf } from "../src/config/config";

const STEPS = 3;

const configOf = (arch: string) =>
  parseTrainConfig({
    arch,
    task: "reverse",
    length: 3,
    budget: 12,
    model: { nEmbd: 16, nHead: 2, blockSize: 8, dropout: 0.1 },
    training: { batchSize: 4, learningRate: 1e-3 },
  });

/** Losses of the first train steps, with dropout and exploration on. */
const losses = async (engine: Engine, arch: string): Promise<number[]> => {
  const config = configOf(arch);
  const task = getTask(config.task);
  const step = createTrainStep(engine, config, task);
  const modelConfig = modelConfigOf(config, task);
  let state = initialState(modelConfig, config.training.seed);
  const result: number[] = [];
  for (let i = 0; i < STEPS; i++) {
    const { length, training } = config;
    const at = { length, seed: training.seed, split: "train" as const };
    const { batchSize } = training;
    const data = batch(task, { ...at, index: i * batchSize, batchSize });
    const done = await step.run(state, data);
    state = done.state;
    result.push(done.loss);
  }
  await step.release();
  return result;
};

describe.each(["cpu", "wasm"] as const)("TF.js on %s", (backend) => {
  let tfjs: Engine;
  let onnxruntime: Engine;
  beforeAll(async () => {
    tfjs = await createEngine({ engine: "tfjs", backend });
    onnxruntime = await createEngine({ engine: "onnxruntime", threads: 1 });
  });
  afterAll(async () => {
    await tfjs.release();
    await onnxruntime.release();
  });

  it.each(Object.keys(ARCHITECTURES))(
    "trains %s to onnxruntime's losses",
    async (arch) => {
      const expected = await losses(onnxruntime, arch);
      const received = await losses(tfjs, arch);
      received.forEach((loss, i) =>
        expect(Math.abs(loss / expected[i]! - 1)).toBeLessThan(1e-5),
      );
    },
  );
});
