/** @file How many recurrence steps the sequences of a batch used. */

/** Where the real positions of a sequence lie in the flat [B, T]: from `start`, up to but without `end`. */
export interface PositionRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Mean over sequences of the mean over their real positions; padding does not count.
 *
 * @param steps [B, T] steps used by each position
 * @param ranges one per sequence
 */
export const meanSteps = (
  steps: Float32Array,
  ranges: readonly PositionRange[],
): number =>
  mean(ranges.map(({ start, end }) => mean([...steps.subarray(start, end)])));

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
