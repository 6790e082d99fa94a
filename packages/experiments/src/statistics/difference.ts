/** @file Differences between two means over seeds. */
import { StatisticsError, requireNumbers } from "./errors";
import { type Bounds, clip, meanInterval, MISS } from "./mean-interval";
import { meanOf, varianceOf } from "./moments";
import { studentQuantile, studentTail } from "./student-t";

/** A difference of two means with its 95 % interval. */
export interface Difference {
  /** Welch's of two samples, or Student's of pairs. */
  readonly method: "welch" | "paired";
  /** Numbers on either side; equal for pairs. */
  readonly n: readonly [number, number];
  /** Mean of the first minus mean of the second. */
  readonly difference: number;
  /** Lower end; absent where a side (or all pairs) has one number. */
  readonly low?: number;
  readonly high?: number;
  /** Degrees of freedom; absent with `low`, and without spread. */
  readonly df?: number;
  /** Two-sided p of "no difference"; absent with `df`. */
  readonly p?: number;
  /** Did an end lie beyond the bounds? */
  readonly clipped: boolean;
  /** Have both sides (or the pairs' differences) no spread, so that the interval has no width and proves nothing? */
  readonly degenerate: boolean;
}

/**
 * The 95 % interval of the difference of two means over different seeds.
 *
 * mean(a) - mean(b) ± t(0.975, df) · √(sd_a² / n_a + sd_b² / n_b), df after Welch and Satterthwaite
 *
 * @param bounds - Differences outside cannot occur: [-1, 1] for accuracies.
 * @throws {StatisticsError} when a side has no number, or one is not finite
 * @see Welch 1947, "The generalization of Student's problem when several different population variances are involved".
 */
export const welchDifference = (
  a: readonly number[],
  b: readonly number[],
  bounds?: Bounds,
): Difference => {
  requireNumbers(a);
  requireNumbers(b);
  const base = { method: "welch", n: [a.length, b.length] } as const;
  const [varianceA, varianceB] = [varianceOf(a), varianceOf(b)];
  const difference = meanOf(a) - meanOf(b);
  if (varianceA === undefined || varianceB === undefined)
    return { ...base, difference, clipped: false, degenerate: false };
  const [errorA, errorB] = [varianceA / a.length, varianceB / b.length];
  const squared = errorA + errorB;
  if (squared === 0) return withoutWidth(base, a[0]! - b[0]!);
  // Shares instead of squares of variances, which would vanish for small ones.
  const [shareA, shareB] = [errorA / squared, errorB / squared];
  const df = 1 / (shareA ** 2 / (a.length - 1) + shareB ** 2 / (b.length - 1));
  const error = Math.sqrt(squared);
  return {
    ...base,
    difference,
    ...clip(difference, studentQuantile(MISS, df) * error, bounds),
    df,
    p: studentTail(difference / error, df),
    degenerate: false,
  };
};

/**
 * The 95 % interval of the mean difference within pairs: the same seed on both sides.
 *
 * mean(d) ± t(0.975, n - 1) · sd(d) / √n, d = a - b of each pair
 *
 * @param bounds - Differences outside cannot occur: [-1, 1] for accuracies.
 * @throws {StatisticsError} when there is no pair, or a number is not finite
 * @see Student 1908, "The probable error of a mean".
 */
export const pairedDifference = (
  pairs: readonly (readonly [number, number])[],
  bounds?: Bounds,
): Difference => {
  const differences = pairs.map(([a, b]) => a - b);
  const { n, mean, sd, low, high, clipped } = meanInterval(differences, bounds);
  const base = { method: "paired", n: [n, n] } as const;
  if (sd === undefined || low === undefined || high === undefined)
    return { ...base, difference: mean, clipped, degenerate: false };
  if (sd === 0) return withoutWidth(base, mean);
  const p = studentTail(mean / (sd / Math.sqrt(n)), n - 1);
  const interval = { low, high, clipped };
  return {
    ...base,
    difference: mean,
    ...interval,
    df: n - 1,
    p,
    degenerate: false,
  };
};

/**
 * Pairs two lists of the same length.
 *
 * @throws {StatisticsError} when the lengths differ
 */
export const pairUp = <T>(
  a: readonly T[],
  b: readonly T[],
): (readonly [T, T])[] => {
  if (a.length !== b.length)
    throw new StatisticsError(
      `Pairs need as many numbers on either side, received ${a.length} and ${b.length}; give the same seeds, or examples, in the same order.`,
    );
  return a.map((value, i) => [value, b[i]!] as const);
};

const withoutWidth = (
  base: Pick<Difference, "method" | "n">,
  difference: number,
): Difference => ({
  ...base,
  difference,
  low: difference,
  high: difference,
  clipped: false,
  degenerate: true,
});
