/** @file Accuracy per answer position over training as the patches of an image. */
import type { RunRecord } from "../../../record/record";
import { meanOf } from "../../../statistics/moments";
import {
  curveOf,
  entriesOf,
  entryOf,
  meanCurve,
  type StepValue,
} from "./curve";

/** A stretch of training. */
interface Stretch {
  /** train steps: after `from`, up to and with `to`; an evaluation stands for the training since the last one */
  readonly from: number;
  readonly to: number;
}

/** A stretch over which a position's accuracy keeps its level. */
export interface Patch extends Stretch {
  /** in the answer, from 0 */
  readonly position: number;
  /** one of those that are told apart */
  readonly level: number;
}

/** A stretch over which no accuracy changes by what is shown of it. */
export interface Column extends Stretch {
  /** of every position, mean over the runs, in whole percent; undefined where it was not measured */
  readonly percents: readonly (number | undefined)[];
}

const METRIC = "positionAcc";

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
      value: meanOf(values),
    })),
  );

/** Neighbours with the same content become one. */
const joinEqual = <T extends Stretch>(
  stretches: readonly T[],
  contentOf: (stretch: T) => string,
): T[] => {
  const joined: T[] = [];
  for (const stretch of stretches) {
    const last = joined.at(-1);
    if (last && contentOf(last) === contentOf(stretch))
      joined.splice(-1, 1, { ...last, to: stretch.to });
    else joined.push(stretch);
  }
  return joined;
};

/**
 * The image of a cell.
 *
 * @param curves by position
 * @param levelOf the level of a fraction in [0, 1]
 */
export const imagePatches = (
  curves: readonly (readonly StepValue[])[],
  levelOf: (accuracy: number) => number,
): Patch[] =>
  curves.flatMap((curve, position) =>
    joinEqual(
      curve.map(({ step, value }, i) => ({
        position,
        from: curve[i - 1]?.step ?? 0,
        to: step,
        level: levelOf(value),
      })),
      ({ level }) => String(level),
    ),
  );

/** The numbers of a cell's image, by evaluation. */
export const imageColumns = (
  curves: readonly (readonly StepValue[])[],
): Column[] => {
  const steps = [
    ...new Set(curves.flatMap((curve) => curve.map(({ step }) => step))),
  ].sort((a, b) => a - b);
  const byStep = curves.map(
    (curve) => new Map(curve.map(({ step, value }) => [step, value])),
  );
  const percentAt = (values: ReadonlyMap<number, number>, step: number) => {
    const value = values.get(step);
    return value === undefined ? undefined : Math.round(100 * value);
  };
  return joinEqual(
    steps.map((to, i) => ({
      from: steps[i - 1] ?? 0,
      to,
      percents: byStep.map((values) => percentAt(values, to)),
    })),
    ({ percents }) => percents.join(" "),
  );
};
