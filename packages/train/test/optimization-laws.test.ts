import { ARCHITECTURE_IDS } from "@trm/models";
import { toOnnx } from "@trm/onnx";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { getTask } from "@trm/tasks";
import { describe, expect, it } from "vitest";
import { parseTrainConfig } from "../src/config/config";
import { initialState, type TrainState } from "../src/run/train-state";
import type { TrainStepSpec } from "../src/step/feeds";
import {
  compileTrainStep,
  createTrainStep,
  type StepResult,
} from "../src/step/train-step";
import { relativeError } from "../src/verify/relative-error";
import {
  batchOf,
  BATCH_SIZE,
  model,
  optimizer,
  RANDOM,
  specOf,
} from "./optimization-support";
import { withEngine } from "./support";

/** Train steps from `state`, each of a step that is compiled anew where `fresh`. */
const run = async (
  engine: Engine,
  spec: TrainStepSpec,
  steps: number,
  { fresh = false, from }: { fresh?: boolean; from?: TrainState } = {},
): Promise<StepResult[]> => {
  const results: StepResult[] = [];
  let compiled = compileTrainStep(engine, spec);
  let state = from ?? initialState(spec.modelConfig, 5, spec.optimizer);
  for (let i = 0; i < steps; i += 1) {
    const result = await compiled.run(state, batchOf(i));
    results.push(result);
    state = result.state;
    if (!fresh) continue;
    await compiled.release();
    compiled = compileTrainStep(engine, spec);
  }
  await compiled.release();
  return results;
};

const MODELS: readonly (readonly [string, object])[] = [
  ...ARCHITECTURE_IDS.map((arch) => [arch, {}] as const),
  ["ut with ponder cost", { arch: "ut", nLayer: 6, ponderWeight: 0.01 }],
  ["every step supervised", { arch: "iterative", supervision: "every-step" }],
];

describe.each(MODELS)("%s", (name, raw) => {
  const { engine } = withEngine();
  const modelConfig = model({ arch: name, ...raw });

  it("learns in parts what it learns from whole batches", async () => {
    const whole = await run(engine(), specOf(modelConfig), 3);
    for (const accumulationSteps of [2, 8]) {
      const spec = specOf(modelConfig, { accumulationSteps });
      const parts = await run(engine(), spec, 3);
      parts.forEach((part, i) => {
        const { state, ...expected } = whole[i]!;
        const error = (key: "loss" | "gradientNorm" | "meanActSteps") =>
          relativeError([part[key] ?? 0], [expected[key] ?? 0]);
        // Sums of eight numbers in another order, in float32.
        expect(error("loss")).toBeLessThan(2e-6);
        expect(error("gradientNorm")).toBeLessThan(2e-5);
        expect(error("meanActSteps")).toBeLessThan(2e-6);
        expect(relativeError(part.state.params, state.params)).toBeLessThan(
          2e-5,
        );
        expect(part.state.optimizerStep).toBe(i + 1);
      });
    }
  });

  it("a norm that nothing exceeds clips nothing, to the bit", async () => {
    const [plain] = await run(engine(), specOf(modelConfig), 1);
    const rule = { ...optimizer, clipNorm: 1e6 };
    const spec = specOf(modelConfig, { optimizer: rule });
    const [clipped] = await run(engine(), spec, 1);
    expect(clipped!.state).toEqual(plain!.state);
    expect(clipped!.gradientNorm).toBe(plain!.gradientNorm);
  });

  it("an average that forgets at once is the weights, to the bit", async () => {
    const rule = { ...optimizer, emaDecay: 0 };
    const spec = specOf(modelConfig, { optimizer: rule });
    const [first, second] = await run(engine(), spec, 2);
    expect(first!.state.ema).toEqual(first!.state.params);
    expect(second!.state.ema).toEqual(second!.state.params);
    expect(second!.state.ema).not.toEqual(first!.state.ema);
  });
});

/** Everything at once. */
const ALL: Partial<TrainStepSpec> = {
  optimizer: { ...optimizer, clipNorm: 0.5, emaDecay: 0.9 },
  schedule: {
    learningRate: 0.01,
    schedule: "cosine",
    warmupSteps: 2,
    finalLearningRateRatio: 0.1,
    steps: 4,
  },
  accumulationSteps: 4,
};

describe.each(RANDOM)("%s with all of it and randomness", (arch, raw) => {
  const { engine } = withEngine();
  const modelConfig = model({ arch, ...raw });

  it("a step is a function of state and number alone", async () => {
    const spec = specOf(modelConfig, ALL);
    const through = await run(engine(), spec, 4);
    const interrupted = await run(engine(), spec, 4, { fresh: true });
    const timeless = (results: StepResult[]) =>
      results.map((result) => ({ ...result, durationMs: 0 }));
    expect(timeless(interrupted)).toEqual(timeless(through));
    expect(through.map(({ learningRate }) => learningRate)).toEqual([
      0.005,
      0.01,
      expect.closeTo(0.0055, 12),
      expect.closeTo(0.001, 12),
    ]);
  });

  it("TF.js has onnxruntime's losses and weights", async () => {
    const spec = specOf(modelConfig, ALL);
    const tfjs = await createEngine({ engine: "tfjs", backend: "cpu" });
    const received = await run(tfjs, spec, 2);
    const expected = await run(engine(), spec, 2);
    received.forEach((result, i) => {
      const { loss, gradientNorm, state } = expected[i]!;
      expect(result.loss / loss).toBeCloseTo(1, 5);
      expect(result.gradientNorm / gradientNorm).toBeCloseTo(1, 4);
      expect(relativeError(result.state.params, state.params)).toBeLessThan(
        1e-4,
      );
      expect(
        relativeError(result.state.ema ?? [], state.ema ?? []),
      ).toBeLessThan(1e-4);
    });
  });
});

describe("a run that asks for none of it", () => {
  const graphOf = async (
    step: (engine: Engine) => ReturnType<typeof compileTrainStep>,
    state: TrainState,
  ): Promise<Uint8Array> => {
    const graphs: Uint8Array[] = [];
    const done = new Error("compiled");
    const recorder: Engine = {
      name: "onnxruntime",
      description: "takes down what it is to compile",
      compile: async (fn, signature) => {
        graphs.push(toOnnx(fn, signature, { standardOnly: false }));
        throw done;
      },
      load: async () => Promise.reject(done),
      loadCopies: async () => Promise.reject(done),
      release: async () => {},
    };
    await expect(step(recorder).run(state, batchOf(0))).rejects.toBe(done);
    return graphs[0]!;
  };

  it("compiles the graph of AdamW alone", async () => {
    const task = getTask("copy");
    const raw = { nEmbd: 8, nHead: 2, blockSize: 8, dropout: 0 };
    const config = parseTrainConfig({
      arch: "dense",
      task: "copy",
      length: 3,
      budget: 3,
      model: raw,
      training: { batchSize: BATCH_SIZE },
    });
    const modelConfig = model({ arch: "dense" });
    const state = initialState(modelConfig, 5);
    const run = await graphOf((e) => createTrainStep(e, config, task), state);
    const alone = await graphOf(
      (e) => compileTrainStep(e, specOf(modelConfig)),
      state,
    );
    expect(run.length).toBeGreaterThan(0);
    expect(run).toEqual(alone);
  });
});
