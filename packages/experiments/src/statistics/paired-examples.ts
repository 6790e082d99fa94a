/** @file Two models on the same examples. */
import {
  type BootstrapOptions,
  hashIntegers,
  type Interval,
  mixWord,
  percentileInterval,
} from "@trm/eval/metrics";
import { pairUp } from "./difference";
import { requireNumbers } from "./errors";
import { meanOf } from "./moments";

/** One seed's two runs: a number per example, such as its share of right characters, in the same order. */
export interface ExamplePair {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** A difference over examples with its 95 % bootstrap interval. */
export interface ExampleDifference {
  /** seeds */
  readonly seeds: number;
  /** examples, of all seeds together */
  readonly examples: number;
  /** mean of a minus mean of b; every seed has the same weight */
  readonly difference: number;
  readonly interval: Interval;
}

const drawMean = (values: readonly number[], hash: number): number => {
  let sum = 0;
  for (let i = 0; i < values.length; i++)
    sum += values[Math.floor((mixWord(hash, i) / 2 ** 32) * values.length)]!;
  return sum / values.length;
};

/**
 * Bootstrap of the difference over seeds and, within each, over examples.
 *
 * Every resample draws as many seeds with replacement, and for each as many of its examples with replacement.
 * With a single seed it says what other examples would have given these two runs, not what other seeds would.
 * A handful of seeds is too few for the outer draw: the interval is then too narrow, and the t interval over seeds is the one to believe.
 *
 * @throws {StatisticsError} when there is no seed or no example, or a and b differ in length
 * @see Davison and Hinkley 1997, "Bootstrap methods and their application", section 3.8.
 */
export const pairedClusters = (
  seeds: readonly ExamplePair[],
  { resamples = 1000, seed = 0 }: BootstrapOptions = {},
): ExampleDifference => {
  const clusters = seeds.map(({ a, b }) => {
    const differences = pairUp(a, b).map(([left, right]) => left - right);
    requireNumbers(differences);
    return differences;
  });
  requireNumbers(clusters.map(meanOf));
  const draws = Float64Array.from({ length: resamples }, (_, r) => {
    const resample = hashIntegers(seed, r);
    const drawn = clusters.map((_cluster, place) => {
      const hash = mixWord(resample, place);
      const at = Math.floor((hash / 2 ** 32) * clusters.length);
      return drawMean(clusters[at]!, hash);
    });
    return meanOf(drawn);
  });
  return {
    seeds: clusters.length,
    examples: clusters.reduce((sum, { length }) => sum + length, 0),
    difference: meanOf(clusters.map(meanOf)),
    interval: percentileInterval(draws),
  };
};

/**
 * Bootstrap of the difference of two runs over the examples that both answered.
 *
 * @param a - A number per example, of the first run.
 * @param b - The same of the second, on the same examples in the same order.
 * @throws {StatisticsError} as {@link pairedClusters}
 */
export const pairedExamples = (
  a: readonly number[],
  b: readonly number[],
  options?: BootstrapOptions,
): ExampleDifference => pairedClusters([{ a, b }], options);
