import {
  decodeSafetensors,
  fromReferenceState,
  parseModelConfig,
  referenceViews,
  type ModelConfig,
} from "@trm/models";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import record from "../../../test-fixtures/optimization/cases.json";
import type { Schedule } from "../src/optimizer/schedule";
import { startFrom, type TrainState } from "../src/run/train-state";
import type { TrainStepSpec } from "../src/step/feeds";
import { compileTrainStep, type StepResult } from "../src/step/train-step";
import { relativeError } from "../src/verify/relative-error";
import { withEngine } from "./support";

const FIXTURES = new URL(
  "../../../test-fixtures/optimization/",
  import.meta.url,
);

const tensorsOf = (name: string) =>
  decodeSafetensors(readFileSync(new URL(`${name}.safetensors`, FIXTURES)))
    .tensors;

type Case = (typeof record.cases)[number];
type Training = TrainStepSpec["optimizer"] & Partial<Schedule>;

const modelOf = ({ noGradient }: Case): ModelConfig => {
  const { vocab_size, block_size, n_embd, n_head, n_layer } = record.model;
  return parseModelConfig({
    arch: "dense",
    vocabSize: vocab_size,
    blockSize: block_size,
    nEmbd: n_embd,
    nHead: n_head,
    nLayer: n_layer,
    dropout: 0,
    // Nothing has a gradient with respect to the head of q-halt.
    ...(noGradient.length > 0 && { halting: "q", haltExplorationProb: 0 }),
  });
};

/** The model's part of a fixture's tensors, flat. */
const flat = (file: string, prefix: string, config: ModelConfig) => {
  const tensors = tensorsOf(file);
  const named = referenceViews(config).map(
    ({ name }) => [name, tensors[prefix + name]!] as const,
  );
  return fromReferenceState(Object.fromEntries(named), config);
};

const batches = () => {
  const { tokens, targets } = tensorsOf("batches");
  const [updates = 0, batchSize = 0, sequenceLength = 0] = tokens!.shape;
  const size = batchSize * sequenceLength;
  return Array.from({ length: updates }, (_, i) => {
    const cut = (data: ArrayLike<number>) =>
      Int32Array.from(data).subarray(i * size, (i + 1) * size);
    const [x, y] = [cut(tokens!.data), cut(targets!.data)];
    return { tokens: x, targets: y, batchSize, sequenceLength };
  });
};

/**
 * Relative to the largest magnitude. Both sides round in float32 over eight updates, each in its own order of summation.
 * AdamW's first updates divide a gradient by itself, which magnifies the rounding of the smallest: that shows in the
 * weights alone.
 */
const TOLERANCE = { measured: 1e-6, moments: 2e-6, weights: 5e-5 };

describe.each(record.cases)("PyTorch's case $name", (expected) => {
  const { engine } = withEngine();
  const config = modelOf(expected);
  const noGradient: readonly string[] = expected.noGradient;
  const steps: StepResult[] = [];
  const start = flat("start", "", config);
  let last: TrainState;

  beforeAll(async () => {
    const training: Training = expected.training as Training;
    const data = batches();
    const { batchSize, sequenceLength } = data[0]!;
    const { accumulationSteps } = expected.training;
    const step = compileTrainStep(engine(), {
      modelConfig: config,
      optimizer: training,
      schedule: {
        schedule: "constant",
        warmupSteps: 0,
        finalLearningRateRatio: 0,
        ...training,
        steps: expected.training.steps,
      },
      accumulationSteps,
      seed: 0,
      batchSize,
      sequenceLength,
    });
    last = startFrom(config, start, training);
    for (const batch of data) {
      const result = await step.run(last, batch);
      steps.push(result);
      last = result.state;
    }
    await step.release();
  });

  it("has our losses, gradient norms and learning rates", () => {
    const differ = (key: keyof StepResult, wanted: number[]): number =>
      relativeError(
        steps.map((step) => Number(step[key])),
        wanted,
      );
    expect(differ("loss", expected.losses)).toBeLessThan(TOLERANCE.measured);
    expect(differ("gradientNorm", expected.gradientNorms)).toBeLessThan(
      TOLERANCE.measured,
    );
    // float64 on both sides
    expect(differ("learningRate", expected.learningRates)).toBeLessThan(1e-12);
  });

  it("ends with our parameters, moments and average", () => {
    const { emaDecay } = expected.training;
    const differ = (prefix: string, received: ArrayLike<number>): number =>
      relativeError(received, flat(expected.name, `${prefix}.`, config));
    expect(differ("m", last.m)).toBeLessThan(TOLERANCE.moments);
    expect(differ("v", last.v)).toBeLessThan(TOLERANCE.moments);
    expect(differ("param", last.params)).toBeLessThan(TOLERANCE.weights);
    if (emaDecay === undefined) expect(last.ema).toBeUndefined();
    else expect(differ("ema", last.ema ?? [])).toBeLessThan(TOLERANCE.weights);
  });

  if (noGradient.length > 0)
    it("what has no gradient keeps every bit, in the average too", () => {
      const views = referenceViews(config).filter(({ name }) =>
        noGradient.includes(name),
      );
      for (const { offset, shape } of views) {
        const size = shape.reduce((product, n) => product * n, 1);
        const cut = (vector: Float32Array) =>
          vector.subarray(offset, offset + size);
        expect(cut(last.params)).toEqual(cut(start));
        expect(cut(last.ema!)).toEqual(cut(start));
        expect(cut(last.m)).toEqual(new Float32Array(size));
        expect(cut(last.v)).toEqual(new Float32Array(size));
      }
    });
});
