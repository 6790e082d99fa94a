/** @file Numbers as figures and tables write them: the same digits wherever they are made. */
import type { MeanInterval } from "../../statistics/mean-interval";

/** A fraction in percent with one decimal, such as `97.1`. */
export const percent = (fraction: number): string =>
  (100 * fraction).toFixed(1);

/** Thousands as the axes of plots have them: `12,800`. */
const grouped = (integer: string): string =>
  integer.replaceAll(/\B(?=(?:\d{3})+$)/g, ",");

/** A whole number, its thousands apart: `12,800`. */
export const whole = (value: number): string =>
  grouped(String(Math.round(value)));

/** Three significant digits, without an exponent from 0.001 to 99,999. */
export const short = (value: number): string => {
  const size = Math.abs(value);
  if (size !== 0 && (size < 0.001 || size >= 1e5))
    return value.toExponential(2).replace(/\.?0*e\+?/, "e");
  const digits = String(Number(value.toPrecision(3)));
  return size < 1000 ? digits : grouped(digits);
};

/** A count of operations: `1.25e14`. */
export const operations = (value: number): string =>
  value.toExponential(2).replace("e+", "e");

/** A mean with its interval and its seeds in words: `97.1 % (95.0 to 99.2), 3 seeds`. */
export const meanWords = (
  { n, mean, low, high }: MeanInterval,
  format: (value: number) => string,
  unit = "",
): string => {
  const value = unit === "" ? format(mean) : `${format(mean)} ${unit}`;
  if (low === undefined || high === undefined)
    return `${value}, ${n === 1 ? "one seed" : `${n} seeds`}`;
  return `${value} (${format(low)} to ${format(high)}), ${n} seeds`;
};
