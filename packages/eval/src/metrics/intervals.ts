/** @file 95 % confidence intervals of accuracies. */
import { hashIntegers, mixWord } from "../random";
import { MetricsError } from "./errors";
import type { Tally } from "./score";

/** A confidence interval; both ends are fractions in [0, 1]. */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** The 97.5th percentile of the standard normal distribution. */
const Z_95 = 1.959963984540054;

const requireTally = ({ correct, count }: Tally): void => {
  if (count >= 1 && correct >= 0 && correct <= count) return;
  throw new MetricsError(
    `An interval needs 0 <= correct <= count and count >= 1, received correct ${correct} of count ${count}; count right answers among all answers.`,
  );
};

/**
 * Wilson's 95 % score interval of a proportion of independent trials.
 *
 * (p + z²/2n ± z sqrt(p (1 - p) / n + z²/4n²)) / (1 + z²/n), z = 1.96, p = correct / count
 *
 * For sequences, which are independent; characters of one answer are not: {@link bootstrapInterval}.
 *
 * @throws MetricsError when count < 1, or correct is outside [0, count].
 * @see Wilson 1927, "Probable inference, the law of succession, and statistical inference".
 */
export const wilsonInterval = (tally: Tally): Interval => {
  requireTally(tally);
  const { correct, count } = tally;
  const p = correct / count;
  const z2 = Z_95 ** 2 / count;
  const centre = p + z2 / 2;
  const spread = Z_95 * Math.sqrt((p * (1 - p) + z2 / 4) / count);
  return {
    lower: correct === 0 ? 0 : (centre - spread) / (1 + z2),
    upper: correct === count ? 1 : (centre + spread) / (1 + z2),
  };
};

/** How to resample. */
export interface BootstrapOptions {
  /** Number of resamples; default 1000. */
  readonly resamples?: number;
  /** Seed of the resamples; default 0. The same seed gives the same interval. */
  readonly seed?: number;
}

/** The value at a fraction of the way through sorted numbers, interpolated between neighbours. */
const quantile = (sorted: Float64Array, at: number): number => {
  const place = at * (sorted.length - 1);
  const low = sorted[Math.floor(place)] ?? NaN;
  const high = sorted[Math.ceil(place)] ?? NaN;
  return low + (high - low) * (place - Math.floor(place));
};

/**
 * The 95 % percentile interval of bootstrap draws: their 2.5th and 97.5th percentile, interpolated.
 *
 * @param draws - One statistic per resample, in any order; at least one.
 */
export const percentileInterval = (draws: Float64Array): Interval => {
  const sorted = Float64Array.from(draws).sort();
  return { lower: quantile(sorted, 0.025), upper: quantile(sorted, 0.975) };
};

/** Pooled accuracy of each resample of n examples out of n, with replacement. */
const resampleAccuracies = (
  tallies: readonly Tally[],
  resamples: number,
  seed: number,
): Float64Array => {
  const n = tallies.length;
  const correct = Float64Array.from(tallies, (tally) => tally.correct);
  const count = Float64Array.from(tallies, (tally) => tally.count);
  const accuracies = new Float64Array(resamples);
  for (let r = 0; r < resamples; r++) {
    let right = 0;
    let all = 0;
    const resample = hashIntegers(seed, r);
    for (let i = 0; i < n; i++) {
      const drawn = Math.floor((mixWord(resample, i) / 2 ** 32) * n);
      right += correct[drawn] ?? 0;
      all += count[drawn] ?? 0;
    }
    accuracies[r] = right / all;
  }
  return accuracies;
};

/**
 * Bootstrap 95 % percentile interval of the pooled accuracy, over examples.
 *
 * sum of correct / sum of count over n examples drawn with replacement; the 2.5th and 97.5th percentile of many such draws.
 *
 * Whole examples are drawn because the characters of one answer depend on each other.
 * When all examples are right (or all wrong), every draw is the same and the interval has no width.
 *
 * @param tallies - Right characters and all characters, per example.
 * @throws MetricsError when there is no example, an example has no character, or resamples < 1.
 * @see Efron and Tibshirani 1993, "An introduction to the bootstrap", chapter 13.
 */
export const bootstrapInterval = (
  tallies: readonly Tally[],
  { resamples = 1000, seed = 0 }: BootstrapOptions = {},
): Interval => {
  if (tallies.length === 0 || !(resamples >= 1)) {
    throw new MetricsError(
      `A bootstrap needs at least 1 example and 1 resample, received ${tallies.length} examples and ${resamples} resamples; evaluate more examples.`,
    );
  }
  tallies.forEach(requireTally);
  return percentileInterval(resampleAccuracies(tallies, resamples, seed));
};
