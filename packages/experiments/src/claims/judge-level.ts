/** @file Claims that a cell reaches a value, or stays below it. */
import { meanInterval } from "../statistics/mean-interval";
import { clopperPearson } from "../statistics/success-counts";
import type { Sweep } from "../sweep/sweep";
import {
  type ClaimOf,
  concluded,
  type Judgement,
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

/** How near to an end of the scale a mark has to be for the count of the seeds to decide, where an interval is cut there. */
const NEAR_END = 0.05;
/** But for the rounding of 1 - 0.95. */
const isNear = (mark: number, end: number): boolean =>
  Math.abs(end - mark) <= NEAR_END + 1e-12;

/** On which side of a mark do the seeds lie, if they tell? */
const sideOf = (
  values: readonly number[],
  mark: number,
  metric: string,
): Side => {
  const bounds = boundsOf(metric);
  const {
    mean,
    low = mean,
    high = mean,
    clipped,
  } = meanInterval(values, bounds);
  if (low >= mark) return "above";
  if (high < mark) return "under";
  // Seeds so close to the end of the scale are not t distributed; that all of them agree is what remains to be said.
  if (!bounds || !clipped) return "neither";
  const [bottom, top] = bounds;
  const cutAtTop = high === top && isNear(mark, top);
  if (cutAtTop && values.every((value) => value >= mark)) return "above";
  const cutAtBottom = low === bottom && isNear(mark, bottom);
  return cutAtBottom && values.every((value) => value < mark)
    ? "under"
    : "neither";
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
 * The whole 95 % interval has to lie on one side. Where it would leave [0, 1] at an end that the value is within 0.05
 * of, seeds that all lie between the value and that end decide, and the sentence gives their count. Anywhere else a
 * wide interval is no proof, cut or not.
 *
 * The first examples of the final evaluation are those of the evaluations in training, of the same seed, split and
 * start. A run that stopped early did so on them, so that "reaches" is a little too easy for it.
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
  return concluded([sample], {
    verdict: VERDICTS[kind][sideOf(values, value, metric)],
    sentences: [
      `${selectorWords(cell)}: ${metricWords(metric)} ${meanWords(mean, metric)}; ${valueWords(value, metric)} or more in ${reached}.`,
    ],
    numbers: { means: [mean], successes: [successes] },
  });
};
