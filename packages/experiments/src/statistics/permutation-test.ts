/** @file A test that assumes nothing but that the runs could have been labelled otherwise. */
import { hashIntegers, mixWord } from "@trm/eval/metrics";
import { requireNumbers } from "./errors";
import { meanOf } from "./moments";

/** The p values of a permutation test. */
export interface PermutationTest {
  /** Share of arrangements whose difference is as far from 0, or farther. */
  readonly p: number;
  /** Share of arrangements whose difference is as high, or higher. */
  readonly pGreater: number;
  /** All arrangements were looked at, or a seeded sample of them. */
  readonly method: "exact" | "sampled";
  /** Arrangements that were looked at. */
  readonly arrangements: number;
}

/** More arrangements than this are sampled: 10 against 10 has 184 756. */
const MOST_ARRANGEMENTS = 200_000;
const SAMPLES = 20_000;
/** Sums of the same numbers in another order differ by less, relative to their size. */
const ROUNDING = 1e-9;

/** Number of ways to choose k of n, without rounding while it is small. */
export const binomial = (n: number, k: number): number => {
  let ways = 1;
  for (let i = 1; i <= Math.min(k, n - k); i++)
    ways = Math.round((ways * (n - Math.min(k, n - k) + i)) / i);
  return ways;
};

/**
 * The sums of all ways to choose k of some numbers.
 *
 * @returns binomial(n, k) sums
 */
export const subsetSums = (
  values: readonly number[],
  k: number,
  from = 0,
): number[] => {
  if (k === 0) return [0];
  const sums: number[] = [];
  for (let i = from; i <= values.length - k; i++)
    for (const rest of subsetSums(values, k - 1, i + 1))
      sums.push(values[i]! + rest);
  return sums;
};

/** The sums of a seeded sample of the ways to choose k of some numbers. */
const sampledSums = (
  values: readonly number[],
  k: number,
  seed: number,
): number[] =>
  Array.from({ length: SAMPLES }, (_, draw) => {
    const left = [...values];
    const hash = hashIntegers(seed, draw);
    let sum = 0;
    for (let i = 0; i < k; i++) {
      const at =
        i + Math.floor((mixWord(hash, i) / 2 ** 32) * (left.length - i));
      sum += left[at]!;
      left[at] = left[i]!;
    }
    return sum;
  });

/** How far rounding can move a sum of these numbers. */
export const roundingOf = (values: readonly number[]): number =>
  ROUNDING * values.reduce((sum, value) => sum + Math.abs(value), 0);

/**
 * Fisher's and Pitman's permutation test of the difference of two means.
 *
 * p = share of the ways to deal all numbers to two groups of these sizes with |mean(a) - mean(b)| as large as observed
 *
 * Exact while there are at most 200 000 ways; above, 20 000 seeded draws with the observed one counted in.
 * The smallest p of 3 against 3 is 2/20 two-sided: three seeds cannot reach 5 % here.
 *
 * @param seed - Of the draws; default 0.
 * @throws {StatisticsError} when a side has no number, or one is not finite
 * @see Pitman 1937, "Significance tests which may be applied to samples from any populations".
 */
export const permutationTest = (
  a: readonly number[],
  b: readonly number[],
  seed = 0,
): PermutationTest => {
  requireNumbers(a);
  requireNumbers(b);
  const all = [...a, ...b];
  const mean = meanOf(all);
  // The difference of means is a rising function of the sum of the first group, and 0 where that is its share.
  const centred = all.map((value) => value - mean);
  const observed = centred.slice(0, a.length).reduce((sum, v) => sum + v, 0);
  const exact = binomial(all.length, a.length) <= MOST_ARRANGEMENTS;
  const sums = exact
    ? subsetSums(centred, a.length)
    : [observed, ...sampledSums(centred, a.length, seed)];
  const slack = roundingOf(centred);
  const share = (extreme: (sum: number) => boolean) =>
    sums.filter(extreme).length / sums.length;
  return {
    p: share((sum) => Math.abs(sum) >= Math.abs(observed) - slack),
    pGreater: share((sum) => sum >= observed - slack),
    method: exact ? "exact" : "sampled",
    arrangements: sums.length,
  };
};

/** The p of a one-sided test where either side would have been believed: twice the smaller. */
export const pOfEitherSide = (one: number, other: number): number =>
  Math.min(1, 2 * Math.min(one, other));
