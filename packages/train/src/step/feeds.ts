/** @file What a compiled train step is fed: state, batch, AdamW's scalars, randomness. */
import { dropoutKey, explorationMinimum, type ModelConfig } from "@trm/models";
import type { Feeds, HostTensor } from "@trm/onnx/runtime";
import type { Batch } from "@trm/tasks";
import {
  adamWScalars,
  type AdamWOptions,
  type AdamWScalars,
} from "../optimizer/adam-w";
import type { TrainState } from "../run/train-state";
import { explores, updatesPerStep } from "./update";

/** What a train step needs to know. */
export interface TrainStepSpec {
  readonly modelConfig: ModelConfig;
  readonly optimizer: AdamWOptions;
  /** of dropout and exploration */
  readonly seed: number;
  /** sequences */
  readonly batchSize: number;
  /** tokens per sequence */
  readonly sequenceLength: number;
}

const float = (data: Float32Array): HostTensor => ({
  dtype: "float32",
  shape: [data.length],
  data,
});

const int = (data: Int32Array, shape: readonly number[]): HostTensor => ({
  dtype: "int32",
  shape,
  data,
});

/** The scalars of each update of the step, then those of what is updated once per step. */
function scalarFeeds(spec: TrainStepSpec, optimizerStep: number): Feeds {
  const updates = updatesPerStep(spec.modelConfig);
  const counts = Array.from(
    { length: updates },
    (_, i) => optimizerStep + i + 1,
  );
  const steps = optimizerStep / updates + 1;
  const scalars = [...counts, steps].map((t) =>
    adamWScalars(spec.optimizer, t),
  );
  const pick = (key: keyof AdamWScalars<number>): HostTensor =>
    float(Float32Array.from(scalars, (s) => s[key]));
  return {
    decay: pick("decay"),
    stepSize: pick("stepSize"),
    epsilon: pick("epsilon"),
  };
}

/** Only what the model's graph asks for. */
function randomFeeds(spec: TrainStepSpec, step: number): Feeds {
  const { modelConfig, seed, batchSize } = spec;
  const key = () => int(Int32Array.of(dropoutKey(seed, step)), []);
  const minimum = () =>
    int(explorationMinimum(modelConfig, seed, step, batchSize), [batchSize]);
  return {
    ...(modelConfig.dropout > 0 && { dropoutKey: key() }),
    ...(explores(modelConfig) && { minimumSteps: minimum() }),
  };
}

/**
 * The feeds of one train step; vectors are passed on, not copied.
 *
 * @param spec what the step was compiled for
 * @param state before the step
 * @param batch [B, T]
 * @param step number of the step, counted from 1, which decides its randomness
 */
export function feedsOf(
  spec: TrainStepSpec,
  state: TrainState,
  batch: Batch,
  step: number,
): Feeds {
  const shape = [batch.batchSize, batch.sequenceLength];
  return {
    params: float(state.params),
    m: float(state.m),
    v: float(state.v),
    tokens: int(batch.tokens, shape),
    targets: int(batch.targets, shape),
    ...scalarFeeds(spec, state.optimizerStep),
    ...randomFeeds(spec, step),
  };
}
