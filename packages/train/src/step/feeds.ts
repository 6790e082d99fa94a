/** @file What the graphs of a train step are fed: state, batch, AdamW's scalars, randomness. */
import { dropoutKey, explorationMinimum } from "@trm/models";
import type { Feeds, HostTensor } from "@trm/onnx/runtime";
import type { Batch } from "@trm/tasks";
import {
  adamWScalars,
  type AdamWOptions,
  type AdamWScalars,
} from "../optimizer/adam-w";
import type { Schedule } from "../optimizer/schedule";
import type { TrainState } from "../run/train-state";
import { explores, updatesPerStep, type UpdateSpec } from "./graph-inputs";

/** What a train step needs to know. */
export interface TrainStepSpec extends UpdateSpec {
  readonly optimizer: AdamWOptions & UpdateSpec["optimizer"];
  /** course of the learning rate; absent, it is the optimizer's at every step */
  readonly schedule?: Schedule;
  /** parts that a batch is computed in, one after the other; absent, one */
  readonly accumulationSteps?: number;
  /** of dropout and exploration */
  readonly seed: number;
}

/** A vector as it is fed. */
export const float = (data: Float32Array): HostTensor => ({
  dtype: "float32",
  shape: [data.length],
  data,
});

const int = (data: Int32Array, shape: readonly number[]): HostTensor => ({
  dtype: "int32",
  shape,
  data,
});

/** What an update changes; passed on, not copied. */
export const stateFeeds = ({ params, m, v, ema }: TrainState): Feeds => ({
  params: float(params),
  m: float(m),
  v: float(v),
  ...(ema && { ema: float(ema) }),
});

/** Tokens and targets, [B, T] each. */
export const batchFeeds = (batch: Batch): Feeds => {
  const shape = [batch.batchSize, batch.sequenceLength];
  return {
    tokens: int(batch.tokens, shape),
    targets: int(batch.targets, shape),
  };
};

/** The scalars of each update of the step, then those of what is updated once per step. */
export function scalarFeeds(
  spec: TrainStepSpec,
  optimizerStep: number,
  learningRate: number,
): Feeds {
  const updates = updatesPerStep(spec.modelConfig);
  const counts = Array.from(
    { length: updates },
    (_, i) => optimizerStep + i + 1,
  );
  const steps = optimizerStep / updates + 1;
  const scalars = [...counts, steps].map((t) =>
    adamWScalars({ ...spec.optimizer, learningRate }, t),
  );
  const pick = (key: keyof AdamWScalars<number>): HostTensor =>
    float(Float32Array.from(scalars, (s) => s[key]));
  return {
    decay: pick("decay"),
    stepSize: pick("stepSize"),
    epsilon: pick("epsilon"),
  };
}

/**
 * Only what the model's graph asks for.
 *
 * @param spec what the graph was compiled for
 * @param step number of the step, counted from 1
 */
export function randomFeeds(spec: TrainStepSpec, step: number): Feeds {
  const { modelConfig, seed, batchSize } = spec;
  const key = () => int(Int32Array.of(dropoutKey(seed, step)), []);
  const minimum = () =>
    int(explorationMinimum(modelConfig, seed, step, batchSize), [batchSize]);
  return {
    ...(modelConfig.dropout > 0 && { dropoutKey: key() }),
    ...(explores(modelConfig) && { minimumSteps: minimum() }),
  };
}
