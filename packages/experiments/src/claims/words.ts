/** @file Numbers and cells in the words of a sentence. */
import type { Interval } from "@trm/eval/metrics";
import type { Difference } from "../statistics/difference";
import type { MeanInterval } from "../statistics/mean-interval";
import type { Selector } from "../suite/schema";
import { isAccuracy } from "./metric";

/** Names of metrics in words, for sentences and tables. */
const METRICS: Readonly<Record<string, string>> = {
  charAcc: "characters right",
  seqAcc: "sequences right",
  firstCharAcc: "first characters right",
  lastCharAcc: "last characters right",
  posQ1Acc: "characters right in the first quarter",
  posQ2Acc: "characters right in the second quarter",
  posQ3Acc: "characters right in the third quarter",
  posQ4Acc: "characters right in the last quarter",
  stepsTo50: "steps to 50 % of the characters",
  stepsTo99: "steps to 99 % of the characters",
  usedPasses: "block passes used",
  meanActSteps: "recurrence steps used",
  allowedPasses: "block passes allowed",
  gradientPasses: "block passes with gradient",
  trainingFlops: "training FLOPs",
  trainedSteps: "train steps",
};

/** Below this a p value is not written out. */
const SMALLEST_P = 0.0001;

const plain = (value: number): string => String(Number(value.toPrecision(4)));
const percents = (value: number): string => (100 * value).toFixed(1);

/** A metric in words, with its task length if it names one; a name without words is shown as it is. */
export const metricWords = (metric: string): string => {
  const [name = "", length] = metric.split("@");
  const words = (Object.hasOwn(METRICS, name) && METRICS[name]) || name;
  return length === undefined ? words : `${words} at length ${length}`;
};

/** A value with its unit: `99.2 %` of an accuracy. */
export const valueWords = (value: number, metric: string): string =>
  isAccuracy(metric) ? `${percents(value)} %` : plain(value);

/** A difference with its unit: percentage points of an accuracy. */
export const differenceWords = (value: number, metric: string): string => {
  const sign = value > 0 ? "+" : "";
  return isAccuracy(metric)
    ? `${sign}${percents(value)} percentage points`
    : `${sign}${plain(value)}`;
};

const rangeWords = (low: number, high: number, metric: string): string =>
  isAccuracy(metric)
    ? `${percents(low)} to ${percents(high)} %`
    : `${plain(low)} to ${plain(high)}`;

const seedWords = (n: number): string => `${n} seed${n === 1 ? "" : "s"}`;

/** A mean over seeds with its interval and n. */
export const meanWords = (
  { n, mean, sd, low, high, clipped }: MeanInterval,
  metric: string,
): string => {
  const value = valueWords(mean, metric);
  if (low === undefined || high === undefined)
    return `${value} (one seed: no interval)`;
  if (sd === 0) return `${value} in all ${seedWords(n)}`;
  const range = rangeWords(low, high, metric);
  const cut = clipped ? ", cut to what is possible" : "";
  return `${value} (95 % interval ${range}${cut}, ${seedWords(n)})`;
};

/** A p value as papers write it. */
export const pWords = (p: number): string =>
  p < SMALLEST_P ? `p < ${SMALLEST_P}` : `p = ${Number(p.toPrecision(2))}`;

/** The interval of a difference, the test and the n of both sides. */
export const differenceInterval = (
  { method, n, low, high, clipped, p }: Difference,
  metric: string,
): string => {
  if (low === undefined || high === undefined)
    return `${n[0] === n[1] ? "one seed a side" : `${n[0]} against ${seedWords(n[1])}`}: no interval, and a bare difference decides nothing`;
  const range = isAccuracy(metric)
    ? `${percents(low)} to ${percents(high)}`
    : `${plain(low)} to ${plain(high)}`;
  const test =
    method === "paired"
      ? `paired t, ${n[0]} pairs of the same seed and examples`
      : `Welch, ${n[0]} and ${n[1]} seeds`;
  const cut = clipped ? ", cut to what is possible" : "";
  return `95 % interval ${range}${cut}${p === undefined ? "" : `, ${pWords(p)}`}, ${test}`;
};

/** How many succeeded, with the interval of that share. */
export const countWords = (
  { correct, count }: { correct: number; count: number },
  { lower, upper }: Interval,
): string =>
  `${correct} of ${seedWords(count)} (95 % Clopper-Pearson interval ${rangeWords(lower, upper, "Acc")})`;

/** Two letters in a row, but for values that say nothing alone. */
const SPEAKS_FOR_ITSELF = /^(?!true$|false$|none$).*[a-z]{2}/i;

/** Does a value of an axis say what it is without the axis? */
export const speaksForItself = (value: string): boolean =>
  SPEAKS_FOR_ITSELF.test(value);

const axisWords = (axis: string, value: string): string =>
  axis !== "block" && speaksForItself(value)
    ? value
    : `${axis.slice(axis.lastIndexOf(".") + 1)} ${value}`;

/** A selector, or the labels of a cell, in words: `dense, block A, length 20`. */
export const selectorWords = (selector: Selector): string =>
  Object.entries(selector)
    .map(([axis, value]) => axisWords(axis, String(value)))
    .join(", ") || "every run";
