/** @file When a run ends before its last step: once a metric has stayed at a threshold for long enough. */
import type { TrainConfig } from "../config/config";
import { z } from "zod";
import type { EarlyStopState } from "./state-file";

/** What ends a run early. */
type EarlyStopRule = NonNullable<TrainConfig["earlyStop"]>;

const stoppedEarly = z
  .object({
    metric: z.string(),
    threshold: z.number(),
    /** train step of the first evaluation from which on every one has reached the threshold */
    since: z.int().min(0),
  })
  .readonly();

/** Why a run has ended before its last step. */
export type StoppedEarly = z.output<typeof stoppedEarly>;

/**
 * @param value what done.json says of it
 * @returns undefined where it says nothing that could be meant
 */
export const parseStoppedEarly = (value: unknown): StoppedEarly | undefined =>
  stoppedEarly.safeParse(value).data;

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
