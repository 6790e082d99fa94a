/** @file Accuracy per answer position over training as the patches of an image. */
import type { RunRecord } from "../../../record/record";
import {
  curveOf,
  entriesOf,
  entryOf,
  meanCurve,
  type StepValue,
} from "./curve";

/** A stretch of training over which a position's accuracy stays the same. */
export interface Patch {
  /** in the answer, from 0 */
  readonly position: number;
  /** train steps: after `from`, up to and with `to` */
  readonly from: number;
  readonly to: number;
  /** mean over the runs, a fraction in [0, 1] */
  readonly accuracy: number;
}

const METRIC = "positionAcc";

/** Patches that look equal are one: to the tenth of a percent. */
const shown = (accuracy: number): number => Math.round(1000 * accuracy);

/** The curves of the runs at every position: by position, and there by run. */
export const runCurves = (
  runs: readonly Pick<RunRecord, "curve">[],
): (readonly StepValue[])[][] => {
  const positions = Math.max(0, ...runs.map((run) => entriesOf(run, METRIC)));
  return Array.from({ length: positions }, (_, position) =>
    runs.map((run) => curveOf(run, entryOf(METRIC, position))),
  );
};

/** The mean curve of every position, over the runs. */
export const positionCurves = (
  runs: readonly Pick<RunRecord, "curve">[],
): (readonly StepValue[])[] =>
  runCurves(runs).map((curves) =>
    meanCurve(curves).map(({ step, values }) => ({
      step,
      value: values.reduce((sum, x) => sum + x, 0) / values.length,
    })),
  );

const patchesOfCurve = (
  curve: readonly StepValue[],
  position: number,
): Patch[] => {
  const patches: Patch[] = [];
  for (const { step, value } of curve) {
    const last = patches.at(-1);
    if (last && shown(last.accuracy) === shown(value))
      patches.splice(-1, 1, { ...last, to: step });
    else
      patches.push({
        position,
        from: last?.to ?? 0,
        to: step,
        accuracy: value,
      });
  }
  return patches;
};

/** The image of a cell: an evaluation stands for the training since the last one. */
export const positionImage = (
  runs: readonly Pick<RunRecord, "curve">[],
): Patch[] => positionCurves(runs).flatMap(patchesOfCurve);
