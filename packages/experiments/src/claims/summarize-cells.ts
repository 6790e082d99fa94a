/** @file Every cell of a sweep in numbers over its seeds. */
import type { RunRecord } from "../record/record";
import {
  type CensoredRun,
  type CensoredSteps,
  censoredSteps,
} from "../statistics/censored-steps";
import { type MeanInterval, meanInterval } from "../statistics/mean-interval";
import type { Sweep } from "../sweep/sweep";
import { cellsOf } from "./cells";
import { boundsOf, metricNames, metricOf } from "./metric";

/** Characters right at which steps are counted. */
const THRESHOLDS = [0.5, 0.99] as const;

/** Steps until the accuracy of characters in training first reached a threshold. */
export interface StepsTo extends CensoredSteps {
  /** fraction of characters right */
  readonly threshold: number;
}

/** A cell over its seeds. */
export interface CellSummary {
  /** name of the block */
  readonly block: string;
  /** value label of every axis */
  readonly labels: Readonly<Record<string, string>>;
  /** seeds with a result */
  readonly n: number;
  /** seeds in the plan */
  readonly planned: number;
  /** every number of the final evaluation at the training's length, by name, such as charAcc; none while there is no result */
  readonly metrics: Readonly<Record<string, MeanInterval>>;
  /** block passes used per example; absent while there is no result, as the rest */
  readonly usedPasses?: MeanInterval;
  /** block passes of one forward */
  readonly allowedPasses?: number;
  /** block applications that carry gradient */
  readonly gradientPasses?: number;
  readonly parameters?: number;
  /** floating-point operations of a training */
  readonly trainingFlops?: MeanInterval;
  /** to 50 % and to 99 % of the characters */
  readonly stepsTo: readonly StepsTo[];
}

/**
 * When the accuracy of characters in training first reached a threshold.
 *
 * A run that ended before is censored at its last evaluation: what it would have done later is not known.
 */
export const stepsToThreshold = (
  { curve }: Pick<RunRecord, "curve">,
  threshold: number,
): CensoredRun => {
  const reached = curve.find(({ values }) => {
    const { charAcc } = values;
    return typeof charAcc === "number" && charAcc >= threshold;
  });
  return { reached: reached?.step, until: curve.at(-1)?.step ?? 0 };
};

const meanOfMetric = (
  runs: readonly RunRecord[],
  metric: string,
): MeanInterval | undefined => {
  const values = runs.flatMap((run) => metricOf(run, metric) ?? []);
  return values.length === 0
    ? undefined
    : meanInterval(values, boundsOf(metric));
};

const metricsOf = (
  runs: readonly RunRecord[],
): Readonly<Record<string, MeanInterval>> => {
  const names = new Set(runs.flatMap(metricNames));
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const mean = meanOfMetric(runs, name);
      return mean ? [[name, mean] as const] : [];
    }),
  );
};

/**
 * Sums up every cell of a sweep: means over seeds with 95 % intervals, passes, and censored steps to thresholds.
 *
 * @returns in the plan's order; cells without a result are there with n = 0
 */
export const summarizeCells = (sweep: Sweep): CellSummary[] =>
  cellsOf(sweep).map(({ block, labels, records: runs, runs: planned }) => ({
    ...{ block, labels, n: runs.length, planned: planned.length },
    metrics: metricsOf(runs),
    usedPasses: meanOfMetric(runs, "usedPasses"),
    allowedPasses: runs[0]?.allowedPasses,
    gradientPasses: runs[0]?.gradientPasses,
    parameters: runs[0]?.parameters,
    trainingFlops: meanOfMetric(runs, "trainingFlops"),
    stepsTo:
      runs.length === 0
        ? []
        : THRESHOLDS.map((threshold) => ({
            threshold,
            ...censoredSteps(
              runs.map((run) => stepsToThreshold(run, threshold)),
            ),
          })),
  }));
