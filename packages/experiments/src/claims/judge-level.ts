/** @file Claims that a cell reaches a value, or stays below it. */
import { meanInterval } from "../statistics/mean-interval";
import { clopperPearson } from "../statistics/success-counts";
import type { Sweep } from "../sweep/sweep";
import {
  type ClaimOf,
  type Judgement,
  missingWords,
  type Successes,
  tooLittle,
  type Verdict,
} from "./judged-claim";
import { boundsOf } from "./metric";
import { sampleOf, valuesOf } from "./sample";
import {
  countWords,
  meanWords,
  metricWords,
  selectorWords,
  valueWords,
} from "./words";

/** Counts the values at a mark or above. */
export const successesOf = (
  values: readonly number[],
  mark: number,
): Successes => {
  const correct = values.filter((value) => value >= mark).length;
  const tally = { correct, count: values.length };
  return { mark, ...tally, interval: clopperPearson(tally) };
};

type Side = "above" | "under" | "neither";

/** On which side of a mark do the seeds lie, if they tell? */
const sideOf = (
  values: readonly number[],
  mark: number,
  metric: string,
): Side => {
  const { mean, low, high, clipped } = meanInterval(values, boundsOf(metric));
  const [from, to] = [low ?? mean, high ?? mean];
  if (from >= mark) return "above";
  if (to < mark) return "under";
  // Seeds so close to the end of the scale are not t distributed; that all of them agree is what remains to be said.
  if (!clipped) return "neither";
  if (values.every((value) => value >= mark)) return "above";
  return values.every((value) => value < mark) ? "under" : "neither";
};

const VERDICTS: Readonly<
  Record<"reaches" | "below", Readonly<Record<Side, Verdict>>>
> = {
  reaches: { above: "holds", under: "refuted", neither: "undecided" },
  below: { above: "refuted", under: "holds", neither: "undecided" },
};

/**
 * Judges whether a cell's mean lies at a value or above, or below it.
 *
 * The whole 95 % interval has to lie on one side. Where it would leave [0, 1], seeds that all lie on one side decide,
 * and the sentence gives their count.
 */
export const judgeLevel = (
  sweep: Sweep,
  claim: ClaimOf<"reaches"> | ClaimOf<"below">,
): Judgement => {
  const { cell, metric, value, kind } = claim;
  const sample = sampleOf(sweep, cell, metric);
  const short = tooLittle(claim, [sample]);
  if (short) return short;
  const values = valuesOf(sample);
  const mean = meanInterval(values, boundsOf(metric));
  const successes = successesOf(values, value);
  const reached = countWords(successes, successes.interval);
  return {
    verdict: VERDICTS[kind][sideOf(values, value, metric)],
    sentence: `${selectorWords(cell)}: ${metricWords(metric)} ${meanWords(mean, metric)}; ${valueWords(value, metric)} or more in ${reached}.${missingWords([sample])}`,
    numbers: { means: [mean], successes: [successes] },
  };
};
