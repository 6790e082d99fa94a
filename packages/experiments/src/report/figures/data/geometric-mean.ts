/** @file Means of what differs by factors. */
import { meanInterval } from "../../../statistics/mean-interval";

/** A geometric mean with its interval. */
export interface GeometricMean {
  readonly n: number;
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/**
 * The geometric mean with the 95 % interval that Student's t gives for the logarithms.
 *
 * @param values each above 0; undefined where one is not, or there is none: such a mean says nothing
 */
export const geometricMean = (
  values: readonly number[],
): GeometricMean | undefined => {
  if (values.length === 0 || !values.every((value) => value > 0))
    return undefined;
  const { n, mean, low, high } = meanInterval(values.map(Math.log));
  return {
    n,
    mean: Math.exp(mean),
    ...(low !== undefined && { low: Math.exp(low) }),
    ...(high !== undefined && { high: Math.exp(high) }),
  };
};
