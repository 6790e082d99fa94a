/** @file Claims that the effect of one factor depends on another. */
import {
  type Interaction,
  interaction,
  mapCells,
  type TwoByTwo,
} from "../statistics/interaction";
import { meanInterval, MISS } from "../statistics/mean-interval";
import { fisherExact } from "../statistics/success-counts";
import type { Sweep } from "../sweep/sweep";
import { successesOf } from "./judge-level";
import {
  type ClaimOf,
  concluded,
  type Judgement,
  type Successes,
  tooLittle,
  type Verdict,
} from "./judged-claim";
import { boundsOf, isAccuracy } from "./metric";
import { sampleOf, valuesOf } from "./sample";
import {
  countWords,
  differenceWords,
  meanWords,
  metricWords,
  pWords,
  selectorWords,
} from "./words";

/** Fewer seeds per cell have neither a spread worth the name nor a permutation test that could reach 5 %. */
const LEAST_SEEDS = 3;
/** An accuracy that counts as solved. */
const SOLVED = 0.99;

/** What all-or-nothing outcomes add. */
interface Counts {
  readonly successes: readonly Successes[];
  readonly fisher: readonly number[];
}

const countsOf = (values: TwoByTwo<readonly number[]>): Counts => {
  const [[a, b], [c, d]] = mapCells(values, (cell) =>
    successesOf(cell, SOLVED),
  );
  return {
    successes: [a, b, c, d],
    fisher: [fisherExact(a, c), fisherExact(b, d)],
  };
};

/** Is the outcome all or nothing: one cell solved by every seed, another by none? */
const isSaturated = (successes: readonly Successes[]): boolean =>
  successes.some(({ correct, count }) => correct === count) &&
  successes.some(({ correct }) => correct === 0);

/** The interval decides with the exact test; without spread it has no width, and the test is all there is. */
const verdictOf = (found: Interaction): Verdict => {
  const { difference, low = difference, high = difference } = found;
  const { degenerate, permutationP = degenerate ? 1 : 0 } = found;
  const excludes = low > 0 || high < 0;
  return excludes && permutationP <= MISS ? "holds" : "undecided";
};

/** Why there may be no exact test, where it would have been the only one. */
const untestedSentences = ({
  degenerate,
  permutationP,
}: Interaction): string[] =>
  degenerate && permutationP === undefined
    ? [
        "Without spread only the exact test decides, and there is none for cells of unlike numbers of seeds, or of more than 10.",
      ]
    : [];

/** What the counts of solved seeds say, where the outcome is all or nothing. */
const fisherSentences = (
  { factors }: ClaimOf<"interaction">,
  counts: Counts | undefined,
): string[] =>
  counts && isSaturated(counts.successes)
    ? [
        `Fisher's exact test of the solved seeds between the levels of ${factors[0]}: ${counts.fisher.map(pWords).join(" and ")}.`,
      ]
    : [];

/** Where three cells are at the ceiling, the difference of differences is what the fourth lacks to it. */
const ceilingSentences = (
  { factors, levels, metric }: ClaimOf<"interaction">,
  { means }: Interaction,
): string[] => {
  const places = [0, 1].flatMap((i) => [0, 1].map((j) => [i, j] as const));
  const low = places.filter(([i, j]) => means[i]![j]! < SOLVED);
  const [lone] = low;
  if (!isAccuracy(metric) || !lone || low.length > 1) return [];
  const [i, j] = lone;
  const first = selectorWords({ [factors[0]]: levels[0][1 - i]! });
  const second = selectorWords({ [factors[1]]: levels[1][1 - j]! });
  return [
    `The three other cells all end at the ceiling, so the interaction says only that either suffices, ${first} or ${second}, not that one changes what the other does.`,
  ];
};

/** The larger p, as interval and test have to agree. */
const pOf = ({ p, permutationP }: Interaction): number | undefined =>
  p === undefined ? permutationP : Math.max(p, permutationP ?? 0);

const testWords = (found: Interaction, metric: string): string => {
  const { difference, low, high, p, degenerate, permutationP } = found;
  const words = differenceWords(difference, metric);
  const range =
    low === undefined || high === undefined || degenerate
      ? "no spread in any cell, so that the interval has no width"
      : `95 % interval ${differenceWords(low, metric)} to ${differenceWords(high, metric)}${p === undefined ? "" : `, ${pWords(p)}`}, Satterthwaite`;
  const exact =
    permutationP === undefined
      ? ""
      : `; exact synchronised permutation test ${pWords(permutationP)}`;
  return `${words} (${range}${exact})`;
};

/**
 * Judges whether the effect of one factor differs between the levels of another.
 *
 * It holds where the 95 % interval of the difference of differences excludes 0 and the exact permutation test, where
 * there is one, agrees at 5 %. Too little evidence for an interaction is no evidence against it, so that no such claim
 * is ever refuted.
 */
export const judgeInteraction = (
  sweep: Sweep,
  claim: ClaimOf<"interaction">,
): Judgement => {
  const { factors, levels, where, metric } = claim;
  const sample = (i: 0 | 1, j: 0 | 1) =>
    sampleOf(
      sweep,
      { ...where, [factors[0]]: levels[0][i], [factors[1]]: levels[1][j] },
      metric,
    );
  const samples = [
    [sample(0, 0), sample(0, 1)],
    [sample(1, 0), sample(1, 1)],
  ] as const;
  const short = tooLittle(claim, samples.flat(), LEAST_SEEDS);
  if (short) return short;
  const values = mapCells(samples, valuesOf);
  const found = interaction(values, isAccuracy(metric) ? [-2, 2] : undefined);
  const means = values
    .flat()
    .map((cell) => meanInterval(cell, boundsOf(metric)));
  const counts = isAccuracy(metric) ? countsOf(values) : undefined;
  const cells = samples
    .flat()
    .map((cell, i) => cellWords(cell.selector, i, { means, counts }, metric));
  return concluded(samples.flat(), {
    verdict: verdictOf(found),
    sentences: [
      `Difference of differences in ${metricWords(metric)}: ${testWords(found, metric)}.`,
      `${cells.join("; ")}.`,
      ...fisherSentences(claim, counts),
      ...ceilingSentences(claim, found),
      ...untestedSentences(found),
    ],
    numbers: { means, interaction: found, ...counts },
    p: pOf(found),
  });
};

const cellWords = (
  selector: Parameters<typeof selectorWords>[0],
  i: number,
  {
    means,
    counts,
  }: {
    means: readonly ReturnType<typeof meanInterval>[];
    counts: Counts | undefined;
  },
  metric: string,
): string => {
  const mean = `${selectorWords(selector)} ${meanWords(means[i]!, metric)}`;
  const successes = counts?.successes[i];
  return successes && isSaturated(counts.successes)
    ? `${mean}, solved by ${countWords(successes, successes.interval)}`
    : mean;
};
