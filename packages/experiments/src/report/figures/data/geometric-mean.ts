/** @file Means of what differs by factors. */
import { meanInterval } from "../../../statistics/mean-interval";

/** A geometric mean with its interval. */
export interface GeometricMean {
  /** values above 0, of which it is the mean */
  readonly n: number;
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * The geometric mean of those above 0, with the 95 % interval that Student's t gives for the logarithms.
 *
 * @param values none below 0; zeros have no logarithm and are left out, which `n` tells
 * @returns undefined where none is above 0
 */
export const geometricMean = (
  values: readonly number[],
): GeometricMean | undefined => {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return undefined;
  const { n, mean, low, high } = meanInterval(positive.map(Math.log));
  return {
    n,
    mean: Math.exp(mean),
    ...(low !== undefined && { low: Math.exp(low) }),
    ...(high !== undefined && { high: Math.exp(high) }),
  };
};
