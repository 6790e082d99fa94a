/** @file When a run ends before its last step: once a metric has stayed at a threshold for long enough. */
import type { TrainConfig } from "../config/config";
import type { EarlyStopState } from "./state-file";

/** What ends a run early. */
type EarlyStopRule = NonNullable<TrainConfig["earlyStop"]>;

/** Why a run has ended before its last step. */
export interface StoppedEarly {
  readonly metric: string;
  readonly threshold: number;
  /** train step of the first evaluation from which on every one has reached the threshold */
  readonly since: number;
}

/**
 * What an evaluation means for the end of a run. A run that has stopped stays so.
 *
 * @param rule the run's
 * @param before what the evaluations up to this one meant
 * @param step the evaluation's
 * @param value of the metric; absent where the evaluation has no such number, which never reaches the threshold
 */
export function afterEvaluation(
  { threshold, steps }: EarlyStopRule,
  before: EarlyStopState | undefined,
  step: number,
  value = NaN,
): EarlyStopState | undefined {
  if (before?.stopped) return before;
  if (!(value >= threshold)) return undefined;
  const since = before?.since ?? step;
  return { since, ...(step - since >= steps && { stopped: true }) };
}
