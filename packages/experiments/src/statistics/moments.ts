/** @file Mean and variance of a sample. */

/** Arithmetic mean; NaN of nothing. */
export const meanOf = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** Are all numbers the same, so that a sample says nothing about its spread? */
const isConstant = (values: readonly number[]): boolean =>
  values.every((value) => value === values[0]);

/** Sample variance, with n - 1; exactly 0 where all numbers are the same, undefined for fewer than two. */
export const varianceOf = (values: readonly number[]): number | undefined => {
  if (values.length < 2) return undefined;
  if (isConstant(values)) return 0;
  const mean = meanOf(values);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return squares / (values.length - 1);
};
