import {
  explorationMinimum,
  parameterLayout,
  parseModelConfig,
} from "@trm/models";
import { createEngine } from "@trm/onnx/runtime";
import { batch, getTask } from "@trm/tasks";
import { describe, expect, it } from "vitest";
import {
  compileTrainStep,
  initialState,
  type TrainState,
  type TrainStepSpec,
} from "@trm/train";
import { withEngine } from "./support";

const batchOf = (index: number) =>
  batch(getTask("copy"), {
    length: 3,
    seed: 1,
    split: "train",
    index,
    batchSize: 4,
  });

describe("carried supervision that teaches halting", () => {
  const { engine } = withEngine();
  const config = parseModelConfig({
    vocabSize: 14,
    blockSize: 8,
    nEmbd: 8,
    nHead: 2,
    dropout: 0,
    arch: "trm",
    nLayer: 3,
    nInnerLoops: 1,
    nOuterLoops: 2,
    gradient: "full",
    blockNorm: "post",
    embeddingScale: 3,
    initialState: "fixed",
    initialStateStd: 1,
    supervision: "carried",
    qPosition: "last",
    haltLossWeight: 0.5,
    haltExplorationProb: 0.5,
  });
  const spec: TrainStepSpec = {
    modelConfig: config,
    optimizer: {
      learningRate: 0.01,
      beta1: 0.9,
      beta2: 0.999,
      // Large, since with a small one the sign of a gradient that is rounding alone decides an update.
      eps: 1e-3,
      weightDecay: 0.1,
    },
    seed: 3,
    batchSize: 4,
    sequenceLength: 7,
  };
  const layout = parameterLayout(config);
  const entryOf = (name: string) =>
    layout.entries.find((entry) => entry.name === name)!;
  const start = initialState(config, 5);
  const { offset, size } = entryOf("q.weight");
  /** q differs between sequences, so that some halt. */
  const params = start.params.map((value, i) =>
    i >= offset && i < offset + size
      ? Math.sin(i)
      : i === entryOf("q.bias").offset
        ? 0
        : value,
  );
  const state: TrainState = { ...start, params };

  it("runs in onnxruntime as on TF.js's cpu backend", async () => {
    const cpu = await createEngine({ engine: "tfjs", backend: "cpu" });
    const [ours, theirs] = [engine(), cpu].map((on) =>
      compileTrainStep(on, spec),
    );
    for (const step of [1, 2, 3, 4]) {
      const want = await theirs!.run(state, batchOf(4 * step), step);
      const got = await ours!.run(state, batchOf(4 * step), step);
      expect(got.loss).toBeCloseTo(want.loss, 4);
      expect(got.gradientNorm).toBeCloseTo(want.gradientNorm, 4);
      expect(got.meanActSteps).toBe(want.meanActSteps);
      const apart = got.state.params.map((value, i) =>
        Math.abs(value - want.state.params[i]!),
      );
      expect(Math.max(...apart)).toBeLessThan(1e-4);
    }
    await ours!.release();
  });

  it("drops out who halts, after its minimum of steps", async () => {
    const step = compileTrainStep(engine(), spec);
    const used: number[] = [];
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const bias = params.with(entryOf("q.bias").offset, 100);
      const done = await step.run(
        { ...state, params: bias },
        batchOf(0),
        number,
      );
      const minimum = explorationMinimum(config, spec.seed, number, 4);
      const mean = minimum.reduce((sum, n) => sum + n, 0) / 4;
      expect(done.meanActSteps).toBeCloseTo(mean, 6);
      used.push(mean);
    }
    await step.release();
    expect(new Set(used).size).toBeGreaterThan(1);
  });

  it.each(["onnxruntime", "tfjs"] as const)(
    "changes nothing in the updates after the last sequence has halted, on %s",
    async (name) => {
      const on =
        name === "tfjs"
          ? await createEngine({
              engine: name,
              backend: "cpu",
              threads: 1,
            })
          : engine();
      const { optimizer } = spec;
      const step = compileTrainStep(on, {
        ...spec,
        modelConfig: { ...config, haltExplorationProb: 0 },
        optimizer: { ...optimizer, emaDecay: 0.75 },
      });
      const sure = params.with(entryOf("q.bias").offset, 100);
      const before = { ...state, params: sure, ema: sure };
      const done = await step.run(before, batchOf(0), 1);
      await step.release();
      expect(done.meanActSteps).toBe(1);
      const { m, v, ema, params: after } = done.state;
      const { learningRate: lr, beta1, beta2, eps, weightDecay } = optimizer;
      // The only update's gradient is in both moments, and alone says where it has led.
      let moved = 0;
      sure.forEach((p, i) => {
        const g = m[i]! / (1 - beta1);
        expect(Math.sqrt(v[i]! / (1 - beta2))).toBeCloseTo(Math.abs(g), 5);
        if (g === 0) return;
        const next =
          p * (1 - lr * weightDecay) - (lr * g) / (Math.abs(g) + eps);
        expect(after[i]! - p).toBeCloseTo(next - p, 5);
        expect(ema![i]! - p).toBeCloseTo((next - p) / 4, 5);
        moved += 1;
      });
      expect(moved).toBeGreaterThan(sure.length / 2);
    },
  );

  it("is taught as without where every forward runs in full", async () => {
    const [without, full] = [false, true].map((fullCompute) =>
      compileTrainStep(engine(), {
        ...spec,
        modelConfig: { ...config, fullCompute },
      }),
    );
    const sure = params.with(entryOf("q.bias").offset, 100);
    const before = { ...state, params: sure };
    const want = await without!.run(before, batchOf(0), 1);
    const got = await full!.run(before, batchOf(0), 1);
    expect(got.meanActSteps).toBeGreaterThan(1);
    expect({ ...got, durationMs: 0 }).toEqual({ ...want, durationMs: 0 });
    await without!.release();
    await full!.release();
  });

  it("neither moves nor decays fixed y_0 and z_0, and moves q", async () => {
    const step = compileTrainStep(engine(), spec);
    const done = await step.run(state, batchOf(0), 1);
    await step.release();
    const part = (flat: Float32Array, name: string) => {
      const entry = entryOf(name);
      return flat.slice(entry.offset, entry.offset + entry.size);
    };
    for (const name of ["solution", "reasoning"])
      expect(part(done.state.params, name)).toEqual(part(params, name));
    for (const name of ["q.weight", "q.bias", "tokenEmbedding"])
      expect(part(done.state.params, name)).not.toEqual(part(params, name));
  });
});
