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

type ResultNumber =
  keyof FinalResult["metrics"] | "usedPasses" | "meanActSteps";

/** Numbers of a final evaluation: its metrics, and the passes and steps used. */
const RESULT_NUMBERS: Readonly<
  Record<ResultNumber, (result: FinalResult) => number | undefined>
> = {
  charAcc: ({ metrics }) => metrics.charAcc,
  seqAcc: ({ metrics }) => metrics.seqAcc,
  firstCharAcc: ({ metrics }) => metrics.firstCharAcc,
  lastCharAcc: ({ metrics }) => metrics.lastCharAcc,
  posQ1Acc: ({ metrics }) => metrics.posQ1Acc,
  posQ2Acc: ({ metrics }) => metrics.posQ2Acc,
  posQ3Acc: ({ metrics }) => metrics.posQ3Acc,
  posQ4Acc: ({ metrics }) => metrics.posQ4Acc,
  usedPasses: ({ usedPasses }) => usedPasses,
  meanActSteps: ({ meanActSteps }) => meanActSteps,
};

/** Train steps until so large a share of the characters was right: numbers that a run may end before. */
export const STEPS_TO: Readonly<Record<string, number>> = {
  stepsTo50: 0.5,
  stepsTo99: 0.99,
};

/** Is a metric a number of steps that a run may end before? */
export const isSteps = (metric: string): boolean =>
  Object.hasOwn(STEPS_TO, metric);

const isOfResult = (name: string): name is ResultNumber =>
  Object.hasOwn(RESULT_NUMBERS, name);

/** Metrics of a final evaluation, which a length may follow. */
export const RESULT_METRICS: readonly string[] = Object.keys(RESULT_NUMBERS);
/** Metrics of a whole run, which has no length. */
export const RUN_METRICS: readonly string[] = [
  ...Object.keys(RECORD_NUMBERS),
  ...Object.keys(STEPS_TO),
];
/** Every metric as a regular expression. */
export const METRIC_PATTERN = `^(?:(?:${RESULT_METRICS.join("|")})(?:${AT_LENGTH}[1-9][0-9]*)?|${RUN_METRICS.join("|")})$`;

/** A metric's name, and the length that it is asked at as it was written; undefined where none is. */
export const partsOfMetric = (
  metric: string,
): { readonly name: string; readonly length?: string } => {
  const at = metric.indexOf(AT_LENGTH);
  return at < 0
    ? { name: metric }
    : { name: metric.slice(0, at), length: metric.slice(at + 1) };
};

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
  const { length } = partsOfMetric(metric);
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
  if (Object.hasOwn(RECORD_NUMBERS, metric))
    return RECORD_NUMBERS[metric]?.(record);
  const { name } = partsOfMetric(metric);
  const result = evaluationOf(record, metric);
  return result && isOfResult(name) ? RESULT_NUMBERS[name](result) : undefined;
};

/** The names of the numbers that a final evaluation has. */
export const metricNames = (record: RunRecord): string[] => {
  const own = ownEvaluation(record);
  if (!own) return [];
  return Object.entries(RESULT_NUMBERS).flatMap(([name, read]) =>
    read(own) === undefined ? [] : [name],
  );
};

/** Is a metric a fraction of right answers? Their names end in `Acc`. */
export const isAccuracy = (metric: string): boolean =>
  partsOfMetric(metric).name.endsWith("Acc");

/** What a metric can be at most and at least; undefined where nothing is known. */
export const boundsOf = (metric: string): Bounds | undefined =>
  isAccuracy(metric) ? [0, 1] : undefined;
