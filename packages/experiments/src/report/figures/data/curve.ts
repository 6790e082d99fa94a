/** @file Learning curves as rows of numbers: what one run measured, and the mean over the runs of a cell. */
import type { EvaluationValues } from "@trm/train";
import type { RunRecord } from "../../../record/record";

/** A number measured after so many train steps. */
export interface StepValue {
  /** train steps done */
  readonly step: number;
  readonly value: number;
}

/** The mean of several runs after so many train steps. */
export interface MeanPoint {
  /** train steps done */
  readonly step: number;
  /** of each run, in the order given; a run that has ended keeps its last */
  readonly values: readonly number[];
  /** how many of them ended before this step */
  readonly ended: number;
}

/** Reads a number of an evaluation; undefined where it is not there. */
export type ReadValue = (values: EvaluationValues) => number | undefined;

/** Reads a metric that is one number. */
export const numberOf =
  (metric: string): ReadValue =>
  (values) => {
    const value = values[metric];
    return typeof value === "number" ? value : undefined;
  };

/** Reads one entry of a metric that is a list, such as the accuracy at a position. */
export const entryOf =
  (metric: string, index: number): ReadValue =>
  (values) => {
    const value = values[metric];
    return typeof value === "object" ? value[index] : undefined;
  };

/** One run's curve of a number; evaluations without it are left out. */
export const curveOf = (
  run: Pick<RunRecord, "curve">,
  read: ReadValue,
): readonly StepValue[] =>
  run.curve.flatMap(({ step, values }) => {
    const value = read(values);
    return value === undefined || !Number.isFinite(value)
      ? []
      : [{ step, value }];
  });

const at = (curve: readonly StepValue[], step: number): number | undefined => {
  const last = curve.at(-1);
  if (last && last.step < step) return last.value;
  return curve.find((point) => point.step === step)?.value;
};

/**
 * The runs' curves at their common steps: those at which every run was measured or had ended.
 *
 * A run that has ended, by an early stop, keeps its last value from there on.
 *
 * @param curves by run; empty ones are left out
 */
export const meanCurve = (
  curves: readonly (readonly StepValue[])[],
): readonly MeanPoint[] => {
  const measured = curves.filter((curve) => curve.length > 0);
  const steps = new Set(measured.flatMap((c) => c.map(({ step }) => step)));
  return [...steps]
    .sort((a, b) => a - b)
    .flatMap((step) => {
      const values = measured.flatMap((curve) => at(curve, step) ?? []);
      if (values.length < measured.length) return [];
      const ended = measured.filter((c) => (c.at(-1)?.step ?? 0) < step).length;
      return [{ step, values, ended }];
    });
};

/** How many entries a list metric has in a run: the most of any evaluation. */
export const entriesOf = (
  run: Pick<RunRecord, "curve">,
  metric: string,
): number =>
  run.curve.reduce((most, { values }) => {
    const value = values[metric];
    return typeof value === "object" ? Math.max(most, value.length) : most;
  }, 0);
