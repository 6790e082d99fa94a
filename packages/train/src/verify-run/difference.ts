/** @file How a repetition departs from what a run wrote down. */

/** One thing that is not as the run has it. */
export interface Difference {
  /** train step, counted from 1 */
  readonly step: number;
  /** what was recorded and what it is when repeated, in words */
  readonly what: string;
  /** largest absolute difference, where both are finite numbers */
  readonly by?: number;
}

/** `by` is left out where it would be no number. */
export const difference = (
  step: number,
  what: string,
  by = NaN,
): Difference => ({ step, what, ...(Number.isFinite(by) && { by }) });
