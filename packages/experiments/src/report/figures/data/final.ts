/** @file Final evaluations of runs, and one number of each. */
import type { FinalResult, RunRecord } from "../../../record/record";

/** What of a run is looked at. */
export type EvaluatedRun = Pick<RunRecord, "config" | "evaluations">;

/** A run's final evaluation at a length: absent, that of its training, or else its first. */
export const finalOf = (
  { config, evaluations }: EvaluatedRun,
  length?: number,
): FinalResult | undefined => {
  const at = (asked: number) =>
    evaluations.find((evaluation) => evaluation.length === asked);
  return length === undefined
    ? (at(config.length) ?? evaluations[0])
    : at(length);
};

/** A metric of a final evaluation, a fraction in [0, 1]; undefined where it was not measured. */
export const metricOf = (
  evaluation: FinalResult | undefined,
  metric: string,
): number | undefined => {
  const metrics: Readonly<Record<string, number | undefined>> = evaluation
    ? { ...evaluation.metrics }
    : {};
  return metrics[metric];
};

/** A metric of every run that has it. */
export const finalValues = (
  runs: readonly EvaluatedRun[],
  metric: string,
  length?: number,
): number[] =>
  runs.flatMap((run) => metricOf(finalOf(run, length), metric) ?? []);

/** Mean block passes used per example in each run. */
export const usedPassesOf = (runs: readonly EvaluatedRun[]): number[] =>
  runs.flatMap((run) => finalOf(run)?.usedPasses ?? []);

/** The lengths at which any of the runs was evaluated, shortest first. */
export const lengthsOf = (runs: readonly EvaluatedRun[]): number[] =>
  [
    ...new Set(runs.flatMap((r) => r.evaluations.map(({ length }) => length))),
  ].sort((a, b) => a - b);
