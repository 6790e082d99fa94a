/** @file Fractions over seeds as a point in percent. */
import { type Bounds, meanInterval } from "../../statistics/mean-interval";
import { meanWords, percent } from "./format";
import type { RunPoint, SeriesPoint } from "./series";

/** No accuracy lies outside. */
export const FRACTION: Bounds = [0, 1];

/** Where a point lies, and where it leads. */
export interface Place {
  readonly x: number;
  /** what it is a point of, such as `Dual UT, step 400` */
  readonly where: string;
  /** anchor of a run */
  readonly href: string;
}

/**
 * The mean of fractions with its interval.
 *
 * @param values at least one, each in [0, 1]
 */
export const percentPoint = (
  values: readonly number[],
  { x, where, href }: Place,
): SeriesPoint => {
  const mean = meanInterval(values, FRACTION);
  return {
    x,
    y: 100 * mean.mean,
    ...(mean.low !== undefined && { low: 100 * mean.low }),
    ...(mean.high !== undefined && { high: 100 * mean.high }),
    title: `${where}: ${meanWords(mean, percent, "%")}`,
    href,
  };
};

/** One run's fraction. */
export const runPoint = (
  value: number,
  { x, where, href }: Place,
): RunPoint => ({
  x,
  y: 100 * value,
  title: `${where}: ${percent(value)} %`,
  href,
});
