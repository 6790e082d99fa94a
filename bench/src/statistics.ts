/** @file Summaries of measured times. */

/** Quantiles of measured times, in milliseconds. */
export interface Summary {
  readonly medianMs: number;
  readonly p10Ms: number;
  readonly p90Ms: number;
  /** Measured iterations. */
  readonly count: number;
}

/**
 * The q-quantile, linear between the order statistics: position q (n - 1) of the
 * sorted values.
 *
 * @param values at least one number, in any order
 * @param q fraction in [0, 1]
 * @throws {RangeError} when there are no values
 */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const position = q * (sorted.length - 1);
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) {
    throw new RangeError("A quantile of no values is not defined.");
  }
  return below + (above - below) * (position - Math.floor(position));
}

/** Median, 10th and 90th percentile of times in milliseconds. */
export function summarize(timesMs: readonly number[]): Summary {
  return {
    medianMs: quantile(timesMs, 0.5),
    p10Ms: quantile(timesMs, 0.1),
    p90Ms: quantile(timesMs, 0.9),
    count: timesMs.length,
  };
}

/** How many times as fast as the peer ours is: peer's median / our median. */
export function speedup(ours: Summary, peer: Summary): number {
  return peer.medianMs / ours.medianMs;
}
