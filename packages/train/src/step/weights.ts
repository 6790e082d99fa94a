/** @file What an optimizer update changes, as tensors of a graph, and the update itself. */
import type { ParameterLayout } from "@trm/models";
import * as tf from "@tensorflow/tfjs-core";
import {
  adamWFlat,
  type AdamWScalars,
  type AdamWState,
} from "../optimizer/adam-w";
import { averageWeights } from "../optimizer/ema";
import { vectorInput, type Inputs, type UpdateSpec } from "./graph-inputs";

/** Parameters, their moments, and where it is asked for their average. */
export interface Weights extends AdamWState {
  readonly ema?: tf.Tensor1D;
}

/** What every update of a graph is made with. */
export interface UpdateContext {
  readonly spec: UpdateSpec;
  readonly layout: ParameterLayout;
  /** AdamW's, see `scalarSignature` */
  readonly scalars: readonly AdamWScalars<tf.Scalar>[];
}

/** The inputs of `stateSignature`. */
export const weightsInput = (
  inputs: Inputs,
  { optimizer }: UpdateSpec,
): Weights => ({
  params: vectorInput(inputs, "params"),
  m: vectorInput(inputs, "m"),
  v: vectorInput(inputs, "v"),
  ...(optimizer.emaDecay !== undefined && { ema: vectorInput(inputs, "ema") }),
});

/** As outputs: a graph's values have unique names, so what goes out cannot be called as what comes in. */
export const weightsOutput = ({ params, m, v, ema }: Weights) => ({
  nextParams: params,
  nextM: m,
  nextV: v,
  ...(ema && { nextEma: ema }),
});

/**
 * One update: clipping, AdamW, average.
 *
 * @param weights before
 * @param gradients one per entry of the layout, null where none arrives
 * @param index which of the train step's updates this is, from 0
 * @returns the weights after, and the squared norm of the gradients before clipping
 */
export function updateWeights(
  { ema, ...state }: Weights,
  gradients: readonly (tf.Tensor | null)[],
  index: number,
  { spec, layout, scalars }: UpdateContext,
): Weights & { readonly squaredNorm: tf.Scalar } {
  const entries = layout.entries.map(({ reach, size }, i) => ({
    size,
    gradient: gradients[i] ?? null,
    // PyTorch counts updates per parameter, so the bias correction of one-step parameters counts train steps.
    scalars: reach === "one-step" ? scalars.at(-1)! : scalars[index]!,
  }));
  const { emaDecay } = spec.optimizer;
  const updated = adamWFlat(state, entries, spec.optimizer);
  return ema && emaDecay !== undefined
    ? { ...updated, ema: averageWeights(ema, updated.params, emaDecay) }
    : updated;
}
