/** @file How far numbers are from what they should be. */

/** A sequence of numbers, typed array or not. */
type Numbers = ArrayLike<number>;

/** The largest magnitude; 0 for an empty sequence. */
export function largest(values: Numbers): number {
  let most = 0;
  for (let i = 0; i < values.length; i += 1)
    most = Math.max(most, Math.abs(values[i] ?? 0));
  return most;
}

/**
 * The largest absolute difference over a scale: max |actual - expected| / scale.
 *
 * @param actual what was computed
 * @param expected what is right
 * @param scale what the difference is relative to; the largest expected magnitude where absent
 * @returns 0 where all numbers are equal; Infinity for a NaN, or where the lengths differ
 */
export function relativeError(
  actual: Numbers,
  expected: Numbers,
  scale = largest(expected),
): number {
  if (actual.length !== expected.length) return Infinity;
  let most = 0;
  for (let i = 0; i < expected.length; i += 1) {
    const difference = Math.abs((actual[i] ?? NaN) - (expected[i] ?? NaN));
    if (Number.isNaN(difference)) return Infinity;
    most = Math.max(most, difference);
  }
  return most === 0 ? 0 : most / scale;
}
