/** @file Whether a peer computes what ours computes. */

import { DisagreementError } from "./errors";

/** Losses and logits of two right implementations differ by less. */
const TOLERANCE = 1e-4;

/** The largest absolute difference of two lists of numbers; NaN where one has a NaN. */
export function largestDifference(
  a: ArrayLike<number>,
  b: ArrayLike<number>,
): number {
  if (a.length !== b.length) return Infinity;
  let largest = 0;
  for (let i = 0; i < a.length; i += 1) {
    const difference = Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
    if (Number.isNaN(difference)) return NaN;
    largest = Math.max(largest, difference);
  }
  return largest;
}

/**
 * @param what the compared numbers, in words
 * @throws {DisagreementError} when they differ by more than {@link TOLERANCE}, or
 *   one of them is not a number
 * @returns the largest difference
 */
export function assertClose(
  name: string,
  what: string,
  peer: ArrayLike<number>,
  ours: ArrayLike<number>,
): number {
  const difference = largestDifference(peer, ours);
  if (!(difference <= TOLERANCE)) {
    throw new DisagreementError(
      `The ${what} of ${name} differ from ours by ${difference.toExponential(1)}, ` +
        `expected at most ${TOLERANCE}: the two do not compute the same.`,
    );
  }
  return difference;
}
