/** @file A mean over seeds and how far it can be trusted. */
import { requireNumbers } from "./errors";
import { meanOf, varianceOf } from "./moments";
import { studentQuantile } from "./student-t";

/** Chance that a 95 % interval misses. */
export const MISS = 0.05;

/** Smallest and largest value that a quantity can have. */
export type Bounds = readonly [low: number, high: number];

/** A mean with its 95 % interval. */
export interface MeanInterval {
  /** Numbers that the mean is of. */
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation; absent for one number. */
  readonly sd?: number;
  /** Lower end; absent for one number, which says nothing about the spread. */
  readonly low?: number;
  /** Upper end; absent with `low`. */
  readonly high?: number;
  /** Did an end lie beyond the bounds? Then the t distribution fits badly. */
  readonly clipped: boolean;
}

/** The ends centre ± half, within bounds. */
export const clip = (
  centre: number,
  half: number,
  bounds: Bounds = [-Infinity, Infinity],
): { low: number; high: number; clipped: boolean } => {
  const low = Math.max(bounds[0], centre - half);
  const high = Math.min(bounds[1], centre + half);
  const clipped = low > centre - half || high < centre + half;
  return { low, high, clipped };
};

/**
 * Mean and Student's 95 % interval over seeds.
 *
 * mean ± t(0.975, n - 1) · sd / √n
 *
 * One number has no interval; equal numbers have one without width, which is no proof that all seeds are equal.
 *
 * @param bounds - Values outside cannot occur, and the interval ends there: [0, 1] for an accuracy.
 * @throws {StatisticsError} when there is no number, or one is not finite
 * @see Student 1908, "The probable error of a mean".
 */
export const meanInterval = (
  values: readonly number[],
  bounds?: Bounds,
): MeanInterval => {
  requireNumbers(values);
  const n = values.length;
  const variance = varianceOf(values);
  // The mean of equal numbers may differ from them in the last digit.
  if (variance === undefined)
    return { n, mean: meanOf(values), clipped: false };
  const mean = variance === 0 ? values[0]! : meanOf(values);
  const half = studentQuantile(MISS, n - 1) * Math.sqrt(variance / n);
  return { n, mean, sd: Math.sqrt(variance), ...clip(mean, half, bounds) };
};
