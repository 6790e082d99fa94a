/** @file Norms of a cell's block applications, as its runs measured them. */
import type { RunRecord } from "../../../record/record";
import { type GeometricMean, geometricMean } from "./geometric-mean";
import { passesOf, type Pass } from "./pass-states";

/** What of a run is looked at. */
export type ProbedRun = Pick<RunRecord, "curve" | "modelConfig">;

/** One number per block application of a run. */
export interface PassList<R extends ProbedRun = ProbedRun> {
  readonly run: R;
  readonly list: readonly number[];
}

/** A norm at one block application, over the runs. */
export interface PassNorm extends GeometricMean {
  /** from 1, over all steps */
  readonly pass: number;
  /** the state that is written; absent where the list does not fit the model */
  readonly state?: Pass["state"];
  /** runs that have this pass; where more than `n`, the others are exactly 0 */
  readonly runs: number;
}

/** The runs' norms, and at which applications all are 0. */
export interface PassNorms {
  readonly norms: readonly PassNorm[];
  /** applications where the norm of every run is 0 */
  readonly zeros: readonly number[];
}

const listOf = (
  values: RunRecord["curve"][number]["values"],
  metric: string,
): readonly number[] | undefined => {
  const value = values[metric];
  return typeof value === "object" ? value : undefined;
};

/** The last list of this name that each run measured; runs without one are left out. */
export const lastLists = <R extends ProbedRun>(
  runs: readonly R[],
  metric: string,
): PassList<R>[] =>
  runs.flatMap((run) => {
    const list = run.curve
      .map(({ values }) => listOf(values, metric))
      .findLast((value) => value !== undefined);
    return list ? [{ run, list }] : [];
  });

const stepsOf = ({ curve }: ProbedRun, metric: string): number[] =>
  curve
    .filter(({ values }) => listOf(values, metric)?.some((x) => x > 0))
    .map(({ step }) => step);

/**
 * The first step at which every run has a norm above 0 somewhere; runs that never have are not asked.
 *
 * @returns undefined where they share no such step
 */
export const commonStep = (
  runs: readonly ProbedRun[],
  metric: string,
): number | undefined => {
  const [first = [], ...others] = runs
    .map((run) => stepsOf(run, metric))
    .filter((steps) => steps.length > 0);
  return first.find((step) => others.every((steps) => steps.includes(step)));
};

/**
 * Each run's norms as multiples of that of its last block application with one above 0: what the loss, the batch and the
 * length put into all of them alike falls out.
 *
 * @param step train steps; absent, the first at which the run has such a norm
 */
export const relativeLists = <R extends ProbedRun>(
  runs: readonly R[],
  metric: string,
  step?: number,
): PassList<R>[] =>
  runs.flatMap((run) => {
    const at = step ?? stepsOf(run, metric)[0];
    const point = run.curve.find((evaluation) => evaluation.step === at);
    const list = point && listOf(point.values, metric);
    const last = list?.findLast((norm) => norm > 0);
    return list && last !== undefined
      ? [{ run, list: list.map((norm) => norm / last) }]
      : [];
  });

/** A norm at every block application: the geometric mean over the runs in which it is above 0. */
export const passNorms = (measured: readonly PassList[]): PassNorms => {
  const length = Math.max(0, ...measured.map(({ list }) => list.length));
  const states = measured[0] && passesOf(measured[0].run.modelConfig);
  const passes = Array.from({ length }, (_, i) => ({
    pass: i + 1,
    state: states?.length === length ? states[i]?.state : undefined,
    values: measured.flatMap(({ list }) => list[i] ?? []),
  }));
  return {
    norms: passes.flatMap(({ pass, state, values }) => {
      const mean = geometricMean(values);
      const runs = values.length;
      return mean ? [{ pass, ...(state && { state }), runs, ...mean }] : [];
    }),
    zeros: passes.flatMap(({ pass, values }) =>
      values.every((value) => value === 0) ? [pass] : [],
    ),
  };
};
