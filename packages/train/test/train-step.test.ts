import {
  crossEntropy,
  embed,
  explorationMinimum,
  initialState as initialRecurrence,
  lossAndGradients,
  nestParameters,
  parameterLayout,
  parseModelConfig,
  readout,
  recurrenceStep,
  splitParameters,
  valueAndGradients,
  type ModelConfig,
  type State,
} from "@trm/models";
import { createEngine } from "@trm/onnx/runtime";
import { batch, getTask } from "@trm/tasks";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import {
  compileTrainStep,
  initialState,
  type CompiledDepth,
  type TrainState,
  type TrainStepSpec,
} from "@trm/train";
import { withEngine } from "./support";

const optimizer = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  // Large, since with a small one the sign of a gradient that is rounding alone decides an update.
  eps: 1e-3,
  weightDecay: 0.1,
};

const model = (raw: object): ModelConfig =>
  parseModelConfig({
    vocabSize: 14,
    blockSize: 8,
    nEmbd: 8,
    nHead: 2,
    dropout: 0,
    ...raw,
  });

const specOf = (modelConfig: ModelConfig): TrainStepSpec => ({
  modelConfig,
  optimizer,
  seed: 3,
  batchSize: 4,
  sequenceLength: 7,
});

const batchOf = (index: number) =>
  batch(getTask("copy"), {
    length: 3,
    seed: 1,
    split: "train",
    index,
    batchSize: 4,
  });

describe("a train step that halts", () => {
  const { engine } = withEngine();

  it.each([
    ["dual-ut", { nLayer: 7 }],
    ["ut", { nLayer: 9, dropout: 0.1, ponderWeight: 0.01 }],
  ])(
    "%s: at the depth that suffices it has the bits of the whole unroll",
    async (arch, raw) => {
      const modelConfig = model({ arch, ...raw });
      const compiled: CompiledDepth[] = [];
      const step = compileTrainStep(engine(), specOf(modelConfig), (c) =>
        compiled.push(c),
      );
      const start = initialState(modelConfig, 5);
      const at = (depth: number): TrainState => ({
        ...start,
        depth: { depth, streak: 0 },
      });
      const shallow = await step.run(at(2), batchOf(0));
      const whole = await step.run(at(modelConfig.nLayer), batchOf(0));
      await step.release();
      expect(shallow.depth).toBeLessThan(modelConfig.nLayer);
      expect(compiled.length).toBeGreaterThan(1);
      expect(whole.depth).toBe(modelConfig.nLayer);
      expect(shallow.loss).toBe(whole.loss);
      expect(shallow.meanActSteps).toBe(whole.meanActSteps);
      expect(shallow.gradientNorm).toBeCloseTo(whole.gradientNorm, 6);
      expect(shallow.state.params).toEqual(whole.state.params);
      expect(shallow.state.v).toEqual(whole.state.v);
    },
  );
});

describe("a train step that q-halts", () => {
  const { engine } = withEngine();

  it("goes back to the step at which the batch stopped", async () => {
    const modelConfig = model({
      arch: "trm",
      nLayer: 5,
      nInnerLoops: 1,
      nOuterLoops: 1,
      haltExplorationProb: 1,
    });
    const layout = parameterLayout(modelConfig);
    const spec = specOf(modelConfig);
    const start = initialState(modelConfig, 5);
    // q is above 0 everywhere: a sequence halts as soon as its exploration minimum allows.
    const { offset } = layout.entries.find(({ name }) => name === "q.bias")!;
    const params = start.params.with(offset, 1);
    const minimumAt = (step: number): Int32Array =>
      explorationMinimum(modelConfig, spec.seed, step, spec.batchSize);
    let number = 1;
    while (Math.max(...minimumAt(number)) !== 3) number += 1;

    await createEngine({ engine: "tfjs", backend: "cpu" });
    const data = batchOf(0);
    const shape: [number, number] = [data.batchSize, data.sequenceLength];
    const { value, gradients } = lossAndGradients(
      splitParameters(tf.tensor1d(params), layout),
      tf.tensor2d(data.tokens, shape, "int32"),
      tf.tensor2d(data.targets, shape, "int32"),
      modelConfig,
      { minimumSteps: tf.tensor1d(minimumAt(number), "int32") },
    );
    const squares = gradients.map((g) => g && tf.sum(tf.square(g)).dataSync());
    const norm = Math.sqrt(squares.reduce((sum, g) => sum + (g?.[0] ?? 0), 0));
    expect(value.stepsTaken!.dataSync()[0]).toBe(3);

    const step = compileTrainStep(engine(), spec);
    const done = await step.run({ ...start, params }, data, number);
    await step.release();
    expect(done.loss).toBeCloseTo(value.loss.dataSync()[0]!, 5);
    expect(done.gradientNorm / norm).toBeCloseTo(1, 5);
  });
});

type Rule = Pick<TrainStepSpec["optimizer"], "clipNorm" | "emaDecay">;
const RULES: readonly (readonly [string, Rule])[] = [
  ["", {}],
  [" with clipping and an average", { clipNorm: 0.5, emaDecay: 0.9 }],
];

describe.each(RULES)("carried supervision%s", (_, rule) => {
  /** torch.optim.AdamW, one parameter after the other; each counts its own updates. Norm and average are over all. */
  const torchAdamW = (config: ModelConfig, params: Float32Array) => {
    const { entries } = parameterLayout(config);
    const p = Float64Array.from(params);
    const [m, v] = [new Float64Array(p.length), new Float64Array(p.length)];
    const ema = p.slice();
    const updates = entries.map(() => 0);
    const { learningRate, beta1, beta2, eps, weightDecay } = optimizer;
    const { clipNorm = Infinity, emaDecay = 0 } = rule;
    const update = (gradients: readonly (tf.Tensor | null)[]): void => {
      const all = gradients.flatMap((g) => (g ? [...g.dataSync()] : []));
      const factor = Math.min(1, clipNorm / (Math.hypot(...all) + 1e-6));
      entries.forEach(({ offset }, e) => {
        const t = gradients[e] ? (updates[e]! += 1) : 0;
        gradients[e]?.dataSync().forEach((whole, j) => {
          const g = whole * factor;
          const i = offset + j;
          p[i]! *= 1 - learningRate * weightDecay;
          m[i] = beta1 * m[i]! + (1 - beta1) * g;
          v[i] = beta2 * v[i]! + (1 - beta2) * g * g;
          const mean = m[i] / (1 - beta1 ** t);
          const root = Math.sqrt(v[i] / (1 - beta2 ** t));
          p[i]! -= (learningRate * mean) / (root + eps);
        });
      });
      p.forEach((value, i) => {
        ema[i] = (1 - emaDecay) * value + emaDecay * ema[i]!;
      });
    };
    return { p, ema, update };
  };

  it.each([
    ["iterative-step", { nLayer: 3 }],
    ["dense", { nLayer: 3 }],
    ["trm", { nLayer: 2, nInnerLoops: 1, nOuterLoops: 2, gradient: "full" }],
  ])(
    "%s: updates after every recurrence step, y and z carried over",
    async (arch, raw) => {
      const config = model({ arch, ...raw, supervision: "carried" });
      const engine = await createEngine({ engine: "tfjs", backend: "cpu" });
      const spec = { ...specOf(config), optimizer: { ...optimizer, ...rule } };
      const step = compileTrainStep(engine, spec);
      let state = initialState(config, 5, rule);
      const layout = parameterLayout(config);
      const { p, ema, update } = torchAdamW(config, state.params);
      for (const index of [0, 4]) {
        const { tokens, targets } = batchOf(index);
        const x = tf.tensor2d(tokens, [4, 7], "int32");
        const y = tf.tensor2d(targets, [4, 7], "int32");
        let carried: State | undefined;
        let loss = NaN;
        for (let s = 0; s < config.nLayer; s += 1) {
          const flat = tf.tensor1d(Float32Array.from(p));
          const leaves = splitParameters(flat, layout);
          const { value, gradients } = valueAndGradients(() => {
            const params = nestParameters(leaves, layout);
            const input = embed(params, x, config);
            const before = carried ?? initialRecurrence(params, input, config);
            const after = recurrenceStep(params, input, before, s, config);
            return {
              loss: crossEntropy(readout(params, after.solution), y),
              ...after,
            };
          }, leaves);
          const { solution, reasoning } = value;
          carried = {
            solution: tf.clone(solution),
            reasoning: reasoning && tf.clone(reasoning),
          };
          loss = value.loss.dataSync()[0]!;
          update(gradients);
        }
        const result = await step.run(state, batchOf(index));
        state = result.state;
        expect(result.loss).toBeCloseTo(loss, 5);
      }
      expect(state).toMatchObject({
        step: 2,
        optimizerStep: 2 * config.nLayer,
      });
      const worst = (right: Float64Array, flat: Float32Array): number =>
        right.reduce(
          (m, value, i) => Math.max(m, Math.abs(value - flat[i]!)),
          0,
        );
      // Adam's first updates divide gradients by themselves, which magnifies float32 rounding of the smallest.
      expect(worst(p, state.params)).toBeLessThan(1e-5);
      if (state.ema) expect(worst(ema, state.ema)).toBeLessThan(1e-5);
      expect(state.ema === undefined).toBe(rule.emaDecay === undefined);
      const q = layout.entries.find(({ name }) => name === "q.weight");
      if (q)
        expect(state.params.subarray(q.offset, q.offset + q.size)).toEqual(
          new Float32Array(q.size),
        );
    },
  );
});
