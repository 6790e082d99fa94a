/** @file What the seeds of a selected cell say about one metric. */
import { canonicalJson } from "../plan/canonical-json";
import type { PlannedRun } from "../plan/plan";
import { matches } from "../plan/selector";
import type { RunRecord } from "../record/record";
import type { Selector } from "../suite/schema";
import type { Sweep } from "../sweep/sweep";
import { evaluationOf, metricOf } from "./metric";

/** One seed's value. */
export interface SeedValue {
  readonly seed: number;
  /** of the one run, or the mean over the configurations that the selector covers */
  readonly value: number;
  /** names the examples that were asked; equal where the same were */
  readonly examples: string;
  readonly records: readonly RunRecord[];
}

/** Why a seed of the plan has no value. */
export type Absence = "failed" | "not yet done" | "without this number";

/** The values of a selected cell. */
export interface Sample {
  readonly selector: Selector;
  /** one per seed that has a result, in the order of the seeds */
  readonly seeds: readonly SeedValue[];
  /** of every other seed, why it has none */
  readonly absent: readonly Absence[];
  /** seeds in the plan */
  readonly planned: number;
  /** configurations, but for the seed, that the selector covers */
  readonly configurations: number;
}

/** What a run computes, but for its seed. */
const configurationOf = ({ config, evaluation }: PlannedRun): string =>
  canonicalJson({
    config: { ...config, training: { ...config.training, seed: null } },
    evaluation,
  });

/** The value of a seed whose runs all have the metric. */
const seedValue = (
  seed: number,
  records: readonly RunRecord[],
  metric: string,
): SeedValue | undefined => {
  const values = records.flatMap((record) => metricOf(record, metric) ?? []);
  if (values.length < records.length || values.length === 0) return undefined;
  const hashes = records.map(
    (record) => evaluationOf(record, metric)?.examplesHash ?? "",
  );
  return {
    seed,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    examples: hashes.sort().join(" "),
    records,
  };
};

const absenceOf = (
  runs: readonly PlannedRun[],
  { records, failures }: Sweep,
): Absence => {
  if (runs.every(({ id }) => records.has(id))) return "without this number";
  return runs.some(({ id }) => failures.has(id)) ? "failed" : "not yet done";
};

/**
 * The values of one metric over the seeds of a selected cell.
 *
 * Runs of one seed are no repetitions of each other: where a selector covers several configurations, each seed counts
 * once, with their mean, and only if all of them have a result.
 */
export const sampleOf = (
  sweep: Sweep,
  selector: Selector,
  metric: string,
): Sample => {
  const runs = sweep.plan.runs.filter((run) => matches(run, selector));
  const configurations = new Set(runs.map(configurationOf)).size;
  const numbers = new Set(runs.map(({ seed }) => seed));
  const seeds: SeedValue[] = [];
  const absent: Absence[] = [];
  for (const seed of [...numbers].sort((a, b) => a - b)) {
    const own = runs.filter((run) => run.seed === seed);
    const found = own.flatMap(({ id }) => sweep.records.get(id) ?? []);
    const value =
      found.length < configurations
        ? undefined
        : seedValue(seed, found, metric);
    if (value) seeds.push(value);
    else absent.push(absenceOf(own, sweep));
  }
  return { selector, planned: numbers.size, configurations, seeds, absent };
};

/** The values alone. */
export const valuesOf = ({ seeds }: Sample): number[] =>
  seeds.map(({ value }) => value);

/** Have two samples the same seeds, each asked the same examples, so that their difference is one of pairs? */
export const arePaired = (a: Sample, b: Sample): boolean =>
  a.seeds.length === b.seeds.length &&
  a.seeds.every(
    ({ seed, examples }, i) =>
      b.seeds[i]?.seed === seed && b.seeds[i].examples === examples,
  );
