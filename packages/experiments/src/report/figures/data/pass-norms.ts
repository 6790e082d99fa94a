/** @file Norms of a cell's block applications, after the last evaluation of its runs. */
import type { RunRecord } from "../../../record/record";
import { type GeometricMean, geometricMean } from "./geometric-mean";
import { passesOf, type Pass } from "./pass-states";

/** A norm at one block application, over the runs. */
export interface PassNorm extends GeometricMean {
  /** from 1, over all steps */
  readonly pass: number;
  /** the state that is written; absent where the list does not fit the model */
  readonly state?: Pass["state"];
}

/** The runs' norms, and at which applications any was 0. */
export interface PassNorms {
  readonly norms: readonly PassNorm[];
  /** applications where a run's norm is 0 */
  readonly zeros: readonly number[];
}

/** The last list of this name that a run measured. */
const lastList = (
  { curve }: Pick<RunRecord, "curve">,
  metric: string,
): readonly number[] | undefined =>
  curve
    .map(({ values }) => values[metric])
    .findLast((value) => typeof value === "object");

/**
 * A norm at every block application: the geometric mean over the runs, without the applications at which it is 0 in any.
 *
 * @param metric a list with one entry per block application, such as `outputNorms`
 */
export const passNorms = (
  runs: readonly Pick<RunRecord, "curve" | "modelConfig">[],
  metric: string,
): PassNorms => {
  const measured = runs.flatMap((run) => {
    const list = lastList(run, metric);
    return list ? [{ list, states: passesOf(run.modelConfig) }] : [];
  });
  const length = Math.max(0, ...measured.map(({ list }) => list.length));
  const passes = Array.from({ length }, (_, i) => {
    const values = measured.flatMap(({ list }) => list[i] ?? []);
    const states = measured[0]?.states;
    const state = states?.length === length ? states[i]?.state : undefined;
    return { pass: i + 1, state, values };
  });
  return {
    norms: passes.flatMap(({ pass, state, values }) => {
      const mean = geometricMean(values);
      return mean ? [{ pass, ...(state && { state }), ...mean }] : [];
    }),
    zeros: passes.flatMap(({ pass, values }) =>
      values.includes(0) ? [pass] : [],
    ),
  };
};
