/** @file Train steps that the tests of optimization share. */
import { parseModelConfig, type ModelConfig } from "@trm/models";
import { batch, getTask } from "@trm/tasks";
import type { TrainStepSpec } from "../src/step/feeds";

/** AdamW's settings. */
export const optimizer = {
  learningRate: 0.01,
  beta1: 0.9,
  beta2: 0.999,
  // Large, since with a small one the sign of a gradient that is rounding alone decides an update.
  eps: 1e-3,
  weightDecay: 0.1,
};

/** A model of width 8. */
export const model = (raw: object): ModelConfig =>
  parseModelConfig({
    vocabSize: 14,
    blockSize: 8,
    nEmbd: 8,
    nHead: 2,
    nLayer: 3,
    dropout: 0,
    haltExplorationProb: 0,
    ...raw,
  });

export const BATCH_SIZE = 8;

/** Train steps for batches of {@link batchOf}. */
export const specOf = (
  modelConfig: ModelConfig,
  more: Partial<TrainStepSpec> = {},
): TrainStepSpec => ({
  modelConfig,
  optimizer,
  seed: 3,
  batchSize: BATCH_SIZE,
  sequenceLength: 7,
  ...more,
});

/** The batch of a step, from 0. */
export const batchOf = (step: number) =>
  batch(getTask("copy"), {
    length: 3,
    seed: 1,
    split: "train",
    index: step * BATCH_SIZE,
    batchSize: BATCH_SIZE,
  });

/** Models that draw: masks, and minimum steps. */
export const RANDOM: readonly (readonly [string, object])[] = [
  ["dense", { dropout: 0.1 }],
  ["ut", { nLayer: 6, dropout: 0.1, ponderWeight: 0.01 }],
  [
    "trm",
    { nInnerLoops: 1, nOuterLoops: 1, dropout: 0.1, haltExplorationProb: 1 },
  ],
];
