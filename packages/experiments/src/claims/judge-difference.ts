/** @file Claims that one cell is better than another, or equal to it within a margin. */
import {
  type Difference,
  pairedDifference,
  pairUp,
  welchDifference,
} from "../statistics/difference";
import { type Bounds, meanInterval, MISS } from "../statistics/mean-interval";
import {
  type ExampleDifference,
  pairedClusters,
} from "../statistics/paired-examples";
import {
  permutationTest,
  pOfEitherSide,
  type PermutationTest,
} from "../statistics/permutation-test";
import type { Sweep } from "../sweep/sweep";
import {
  type ClaimOf,
  concluded,
  type Judgement,
  MINIMUM_SEEDS,
  tooLittle,
  type Verdict,
} from "./judged-claim";
import { boundsOf, evaluationOf, isAccuracy } from "./metric";
import { arePaired, type Sample, sampleOf, valuesOf } from "./sample";
import {
  differenceInterval,
  differenceWords,
  meanWords,
  metricWords,
  pWords,
  selectorWords,
} from "./words";

/** How two cells compare. */
interface Comparison {
  readonly difference: Difference;
  /** Of the values as they are. */
  readonly permutation: PermutationTest;
  /** Over the examples of every seed; absent where the sides were not asked the same, or none were kept. */
  readonly examples?: ExampleDifference;
}

/** The interval of a difference: of pairs where seeds and examples are the same, and they differ at all. */
const differenceOf = (a: Sample, b: Sample, bounds?: Bounds): Difference => {
  const [left, right] = [valuesOf(a), valuesOf(b)];
  if (arePaired(a, b)) {
    const paired = pairedDifference(pairUp(left, right), bounds);
    if (!paired.degenerate) return paired;
  }
  return welchDifference(left, right, bounds);
};

/** Each example's share of right characters, per seed; undefined where a seed has several runs, or kept none. */
const sharesOf = (
  { seeds, configurations }: Sample,
  metric: string,
): number[][] | undefined => {
  if (configurations > 1) return undefined;
  const shares = seeds.flatMap(({ records: [record] }) => {
    const result = record && evaluationOf(record, metric);
    const { correctCharacters, perPosition } = result ?? {};
    if (!correctCharacters || !perPosition) return [];
    return [correctCharacters.map((count) => count / perPosition.length)];
  });
  return shares.length === seeds.length ? shares : undefined;
};

const compare = (a: Sample, b: Sample, metric: string): Comparison => {
  const isCharacters = metric.split("@")[0] === "charAcc";
  const [left, right] =
    isCharacters && arePaired(a, b)
      ? [sharesOf(a, metric), sharesOf(b, metric)]
      : [];
  return {
    difference: differenceOf(a, b, isAccuracy(metric) ? [-1, 1] : undefined),
    permutation: permutationTest(valuesOf(a), valuesOf(b)),
    examples:
      left &&
      right &&
      pairedClusters(pairUp(left, right).map(([l, r]) => ({ a: l, b: r }))),
  };
};

/** The ends that a verdict goes by: over seeds, or over the examples of the only one; a bare difference has none. */
const endsOf = ({ difference, examples }: Comparison) => {
  const { low = examples?.interval.lower, high = examples?.interval.upper } =
    difference;
  return low === undefined || high === undefined ? undefined : { low, high };
};

/** Without spread only the count of seeds tells: can so many all fall to their side by chance? */
const isSeparated = (a: Sample, b: Sample, by: number): boolean => {
  const shifted = valuesOf(b).map((value) => value + by);
  return permutationTest(valuesOf(a), shifted).pGreater <= MISS;
};

/** Of "better by no more, and no less, than that": the test behind the verdict. */
const pOf = (a: Sample, b: Sample, by: number): number | undefined => {
  const shifted = {
    ...b,
    seeds: b.seeds.map((seed) => ({ ...seed, value: seed.value + by })),
  };
  const { degenerate, p } = differenceOf(a, shifted);
  if (!degenerate) return p;
  const [left, right] = [valuesOf(a), valuesOf(shifted)];
  return pOfEitherSide(
    permutationTest(left, right).pGreater,
    permutationTest(right, left).pGreater,
  );
};

const betterVerdict = (
  a: Sample,
  b: Sample,
  comparison: Comparison,
  by: number,
): Verdict => {
  const ends = endsOf(comparison);
  if (!ends) return "undecided";
  const { low, high } = ends;
  if (comparison.difference.degenerate) {
    if (low > by && isSeparated(a, b, by)) return "holds";
    return high < by && isSeparated(b, a, -by) ? "refuted" : "undecided";
  }
  if (low > by) return "holds";
  return high < by ? "refuted" : "undecided";
};

const equalVerdict = (
  a: Sample,
  b: Sample,
  comparison: Comparison,
  within: number,
): Verdict => {
  const ends = endsOf(comparison);
  if (!ends) return "undecided";
  const { low, high } = ends;
  const { degenerate, n } = comparison.difference;
  // Without spread the count alone speaks, and the claim cannot lower what it takes.
  const enough = !degenerate || Math.min(...n) >= MINIMUM_SEEDS;
  if (-within <= low && high <= within) return enough ? "holds" : "undecided";
  if (low <= within && high >= -within) return "undecided";
  const apart =
    !degenerate || isSeparated(a, b, within) || isSeparated(b, a, within);
  return apart ? "refuted" : "undecided";
};

const examplesRange = ({ interval: { lower, upper } }: ExampleDifference) =>
  `${(100 * lower).toFixed(1)} to ${(100 * upper).toFixed(1)}`;

const comparisonWords = (
  { difference, permutation, examples }: Comparison,
  metric: string,
): string => {
  const words = differenceWords(difference.difference, metric);
  const range = examples && examplesRange(examples);
  if (examples?.seeds === 1)
    return `${words} (one seed a side; bootstrap over its ${examples.examples} examples ${range}, which says nothing about other seeds)`;
  if (difference.low === undefined)
    return `${words} (${differenceInterval(difference, metric)})`;
  const exact = `${permutation.method} permutation test ${pWords(permutation.p)}`;
  if (!difference.degenerate)
    return `${words} (${differenceInterval(difference, metric)}; ${exact}${examples ? `; bootstrap over seeds and their examples ${range}, too narrow for few seeds and not what decides` : ""})`;
  const alike = difference.difference === 0 ? ", all alike" : "";
  return `${words} (no spread over ${difference.n[0]} and ${difference.n[1]} seeds${alike}, so that no interval has a width; ${exact}, one-sided ${pWords(Math.min(permutation.pGreater, permutation.p))})`;
};

/** What the claim asks of the difference, besides its sign. */
const askedSentences = (
  claim: ClaimOf<"better"> | ClaimOf<"equal-within">,
): string[] => {
  const { metric } = claim;
  if (claim.kind === "equal-within")
    return [
      `The claim allows ${differenceWords(claim.within, metric).replace("+", "")} either way.`,
    ];
  return claim.by
    ? [`The claim asks for more than ${differenceWords(claim.by, metric)}.`]
    : [];
};

/**
 * Judges whether one cell is better than another by more than a margin, or equal within one.
 *
 * The 95 % interval of the difference decides: of pairs where both have the same seeds and examples, else Welch's.
 * "Equal" needs the whole interval within the margin, which is stricter than two one-sided tests at 5 %. Without any
 * spread the one-sided exact permutation test decides at 5 % which is better, and three seeds a side that they are
 * equal. With one seed a side, where the claim allows that, the bootstrap over the examples that both answered decides;
 * where there is none, or one seed stands against several, nothing is decided.
 */
export const judgeDifference = (
  sweep: Sweep,
  claim: ClaimOf<"better"> | ClaimOf<"equal-within">,
): Judgement => {
  const { cell, than, metric } = claim;
  const a = sampleOf(sweep, cell, metric);
  const b = sampleOf(sweep, than, metric);
  const short = tooLittle(claim, [a, b]);
  if (short) return short;
  const comparison = compare(a, b, metric);
  const means = [a, b].map((sample) =>
    meanInterval(valuesOf(sample), boundsOf(metric)),
  );
  const verdict =
    claim.kind === "better"
      ? betterVerdict(a, b, comparison, claim.by ?? 0)
      : equalVerdict(a, b, comparison, claim.within);
  const [left, right] = means.map((mean) => meanWords(mean, metric));
  return concluded([a, b], {
    verdict,
    sentences: [
      `${selectorWords(cell)} against ${selectorWords(than)}, ${metricWords(metric)}: ${left} against ${right}, ${comparisonWords(comparison, metric)}.`,
      ...askedSentences(claim),
    ],
    numbers: { means, ...comparison },
    ...(claim.kind === "better" && { p: pOf(a, b, claim.by ?? 0) }),
  });
};
