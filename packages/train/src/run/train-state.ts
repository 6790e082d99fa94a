/** @file What training carries from step to step, and nothing else does. */
import { initParameters, type ModelConfig } from "@trm/models";
import { initialDepth, type DepthState } from "../step/depth-policy";

/** The state between two train steps; all vectors are flat, in the order of the model's parameter layout. */
export interface TrainState {
  /** train steps done */
  readonly step: number;
  /** optimizer updates done; more than `step` where supervision is carried */
  readonly optimizerStep: number;
  /** which unroll runs next */
  readonly depth: DepthState;
  readonly params: Float32Array;
  readonly m: Float32Array;
  readonly v: Float32Array;
  /** exponential moving average of the parameters, where the configuration asks for one */
  readonly ema?: Float32Array;
}

/** Whether the weights are averaged. */
interface Averaging {
  /** fraction in [0, 1); absent, there is no average */
  readonly emaDecay?: number;
}

/**
 * @param config the model
 * @param params flat parameters to start from
 * @param training of a run that averages: the average starts as a copy of the parameters
 * @returns the state before the first step: moments of zero
 */
export const startFrom = (
  config: ModelConfig,
  params: Float32Array,
  { emaDecay }: Averaging = {},
): TrainState => ({
  step: 0,
  optimizerStep: 0,
  depth: initialDepth(config),
  params,
  m: new Float32Array(params.length),
  v: new Float32Array(params.length),
  ...(emaDecay !== undefined && { ema: params.slice() }),
});

/**
 * @param config the model
 * @param seed of the initial parameters
 * @param training of a run that averages: the average starts as a copy of the parameters
 * @returns the state before the first step: seeded parameters, moments of zero
 */
export const initialState = (
  config: ModelConfig,
  seed: number,
  training?: Averaging,
): TrainState => startFrom(config, initParameters(config, seed), training);

const isFinite = (vector: Float32Array): boolean => {
  // A callback per element would take ten times as long.
  for (let i = 0; i < vector.length; i += 1)
    if (!Number.isFinite(vector[i])) return false;
  return true;
};

/** Whether a run can go on from a state: an update with a finite gradient may still exceed what float32 holds. */
export const isFiniteState = ({ params, m, v, ema }: TrainState): boolean =>
  [params, m, v, ...(ema ? [ema] : [])].every(isFinite);
