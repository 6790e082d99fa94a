/** @file One number of a run, by name. */
import type { FinalResult, RunRecord } from "../record/record";
import type { Bounds } from "../statistics/mean-interval";

/** Separates a metric from the task length that it is asked at: `charAcc@20`. */
const AT_LENGTH = "@";

/** Numbers of the record that are no metric of an evaluation. */
const RECORD_NUMBERS: Readonly<Record<string, (record: RunRecord) => number>> =
  {
    parameters: ({ parameters }) => parameters,
    allowedPasses: ({ allowedPasses }) => allowedPasses,
    gradientPasses: ({ gradientPasses }) => gradientPasses,
    trainingFlops: ({ trainingFlops }) => trainingFlops,
    trainedSteps: ({ ending }) => ending.step,
  };

/** Numbers of a final evaluation by name: its metrics, and the passes and steps used. */
const numbersOf = ({
  metrics,
  usedPasses,
  meanActSteps,
}: FinalResult): ReadonlyMap<string, number | undefined> =>
  new Map(Object.entries({ ...metrics, usedPasses, meanActSteps }));

/** The final evaluation at the training's own length; the first where that was not asked. */
const ownEvaluation = ({
  evaluations,
  config,
}: RunRecord): FinalResult | undefined =>
  evaluations.find(({ length }) => length === config.length) ?? evaluations[0];

/** The final evaluation that a metric's name asks for: the training's length, or the one behind `@`. */
export const evaluationOf = (
  record: RunRecord,
  metric: string,
): FinalResult | undefined => {
  const [, length] = metric.split(AT_LENGTH);
  return length === undefined
    ? ownEvaluation(record)
    : record.evaluations.find((result) => result.length === Number(length));
};

/**
 * A number of a run.
 *
 * @param metric - A metric of the final evaluation at the training's length such as `charAcc` (of the first one where
 *   that length was not asked), of another length as `charAcc@20`, or a number of the record such as `gradientPasses`.
 * @returns Undefined where the run has no such number.
 */
export const metricOf = (
  record: RunRecord,
  metric: string,
): number | undefined => {
  const [name = ""] = metric.split(AT_LENGTH);
  if (Object.hasOwn(RECORD_NUMBERS, name))
    return RECORD_NUMBERS[name]?.(record);
  const result = evaluationOf(record, metric);
  return result && numbersOf(result).get(name);
};

/** The names of the numbers that a final evaluation has. */
export const metricNames = (record: RunRecord): string[] => {
  const own = ownEvaluation(record);
  if (!own) return [];
  return [...numbersOf(own)].flatMap(([name, value]) =>
    value === undefined ? [] : [name],
  );
};

/** Is a metric a fraction of right answers? Their names end in `Acc`. */
export const isAccuracy = (metric: string): boolean =>
  metric.split(AT_LENGTH)[0]!.endsWith("Acc");

/** What a metric can be at most and at least; undefined where nothing is known. */
export const boundsOf = (metric: string): Bounds | undefined =>
  isAccuracy(metric) ? [0, 1] : undefined;
