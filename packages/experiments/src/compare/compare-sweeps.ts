/** @file Two sweeps side by side: what differs beyond the noise of the seeds. */
import { cellsOf, type CellRuns } from "../claims/cells";
import { boundsOf, isAccuracy, metricOf } from "../claims/metric";
import type { RunRecord } from "../record/record";
import { type Difference, welchDifference } from "../statistics/difference";
import { holm } from "../statistics/holm";
import {
  type MeanInterval,
  meanInterval,
  MISS,
} from "../statistics/mean-interval";
import { permutationTest } from "../statistics/permutation-test";
import type { Sweep } from "../sweep/sweep";
import { configChanges, type ConfigChange } from "./config-changes";

/** What is compared unless others are asked for. */
const METRICS = ["charAcc", "seqAcc"] as const;

/** One metric of one cell in both sweeps. */
export interface MetricComparison {
  readonly metric: string;
  readonly a: MeanInterval;
  readonly b: MeanInterval;
  /** mean of b minus mean of a: what changed */
  readonly change: Difference;
  /** two-sided p of "nothing changed": Welch's, or the exact permutation test's without spread; absent with one seed */
  readonly p?: number;
  /** the same after Holm's correction for all tests of the comparison */
  readonly corrected?: number;
  /** is the corrected p at most 5 %? */
  readonly beyondNoise: boolean;
  /** did no seed of a side differ from another, both sides differ, and yet no arrangement of so few reach 5 %? */
  readonly tooFew: boolean;
}

/** One cell that both sweeps have. */
export interface CellComparison {
  readonly block: string;
  readonly labels: Readonly<Record<string, string>>;
  /** metrics that both sides have a result of */
  readonly metrics: readonly MetricComparison[];
  /** where the configurations of the cell differ */
  readonly changes: readonly ConfigChange[];
  /** seeds whose run is the very same in both: same configuration, same code */
  readonly sameRuns: number;
}

/** A run that only one sweep has a result of. */
export interface LoneRun {
  readonly block: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly id: string;
}

/** Two sweeps compared; plain data, ready for JSON. */
export interface SweepComparison {
  readonly a: SweepIdentity;
  readonly b: SweepIdentity;
  /** in the order of the first sweep */
  readonly cells: readonly CellComparison[];
  readonly onlyA: readonly LoneRun[];
  readonly onlyB: readonly LoneRun[];
}

/** What a sweep is. */
export interface SweepIdentity {
  /** name of the suite, with the profile if there is one */
  readonly name: string;
  readonly codeVersion: string;
}

const identityOf = ({ plan }: Sweep): SweepIdentity => {
  const { name, profile } = plan.suite;
  return {
    name: profile === undefined ? name : `${name}-${profile}`,
    codeVersion: plan.codeVersion,
  };
};

/** Cells are the same where their block and labels are, in whatever order a plan has its axes. */
const keyOf = ({ block, labels }: CellRuns): string =>
  JSON.stringify([
    block,
    ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)),
  ]);

const valuesOf = (records: readonly RunRecord[], metric: string): number[] =>
  records.flatMap((record) => metricOf(record, metric) ?? []);

/** A comparison before the correction, which needs all of them. */
type Uncorrected = Omit<
  MetricComparison,
  "corrected" | "beyondNoise" | "tooFew"
>;

const compareMetric = (
  a: CellRuns,
  b: CellRuns,
  metric: string,
): Uncorrected[] => {
  const [left, right] = [
    valuesOf(a.records, metric),
    valuesOf(b.records, metric),
  ];
  if (left.length === 0 || right.length === 0) return [];
  const change = welchDifference(
    right,
    left,
    isAccuracy(metric) ? [-1, 1] : undefined,
  );
  const p = change.degenerate ? permutationTest(right, left).p : change.p;
  const bounds = boundsOf(metric);
  return [
    {
      metric,
      a: meanInterval(left, bounds),
      b: meanInterval(right, bounds),
      change,
      ...(p !== undefined && { p }),
    },
  ];
};

const correct = (
  cells: readonly (readonly Uncorrected[])[],
): MetricComparison[][] => {
  const tests = cells.flat().flatMap(({ p }) => p ?? []);
  const corrected = holm(tests);
  let next = 0;
  return cells.map((metrics) =>
    metrics.map((metric) => {
      if (metric.p === undefined)
        return { ...metric, beyondNoise: false, tooFew: false };
      const p = corrected[next++]!;
      const { degenerate, difference } = metric.change;
      // Sides without spread that differ are the most extreme arrangement there is: only more seeds could say more.
      const tooFew = degenerate && difference !== 0 && p > MISS;
      return { ...metric, corrected: p, beyondNoise: p <= MISS, tooFew };
    }),
  );
};

/** Runs of one sweep with a result whose place and seed have none in the other. */
const loneRuns = (one: Sweep, other: Sweep): LoneRun[] => {
  const seedsOf = ({ runs }: CellRuns, { records }: Sweep) =>
    runs.filter(({ id }) => records.has(id));
  const there = new Map(
    cellsOf(other).map((cell) => [
      keyOf(cell),
      new Set(seedsOf(cell, other).map(({ seed }) => seed)),
    ]),
  );
  return cellsOf(one).flatMap((cell) =>
    seedsOf(cell, one)
      .filter(({ seed }) => !there.get(keyOf(cell))?.has(seed))
      .map(({ seed, id }) => ({
        ...{ block: cell.block, labels: cell.labels, seed, id },
      })),
  );
};

/**
 * Compares two sweeps cell by cell.
 *
 * A difference counts as beyond the noise of the seeds where Welch's test, or without any spread the exact permutation
 * test, says so at 5 % after Holm's correction for all cells and metrics: among equal sweeps, one comparison in twenty
 * then raises a false alarm. Sides without spread that differ, and are too few for that test to reach 5 %, are neither
 * beyond noise nor within it: there are too few seeds to tell.
 *
 * @param metrics - As `metricOf` takes them; default charAcc and seqAcc.
 */
export const compareSweeps = (
  a: Sweep,
  b: Sweep,
  metrics: readonly string[] = METRICS,
): SweepComparison => {
  const others = new Map(cellsOf(b).map((cell) => [keyOf(cell), cell]));
  const pairs = cellsOf(a).flatMap((cell) => {
    const other = others.get(keyOf(cell));
    return other ? [{ cell, other }] : [];
  });
  const compared = correct(
    pairs.map(({ cell, other }) =>
      metrics.flatMap((metric) => compareMetric(cell, other, metric)),
    ),
  );
  return {
    a: identityOf(a),
    b: identityOf(b),
    cells: pairs.map(({ cell, other }, i) => {
      const ids = new Set(other.runs.map(({ id }) => id));
      return {
        ...{ block: cell.block, labels: cell.labels, metrics: compared[i]! },
        changes: configChanges(cell.runs[0]!, other.runs[0]!),
        sameRuns: cell.runs.filter(({ id }) => ids.has(id)).length,
      };
    }),
    onlyA: loneRuns(a, b),
    onlyB: loneRuns(b, a),
  };
};
