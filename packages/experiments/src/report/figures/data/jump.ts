/** @file Phase transitions: when something is learned for good. */
import type { StepValue } from "./curve";

/** Halfway, and learned. */
export const JUMP_LEVELS = [0.5, 0.9] as const;

/**
 * The first step from which on every evaluation has at least this value.
 *
 * A curve that rises above the level and falls below it again has not held it yet.
 *
 * @param level a fraction in [0, 1]
 * @returns train steps; undefined when the last evaluation is below
 */
export const heldFrom = (
  curve: readonly StepValue[],
  level: number,
): number | undefined => {
  const below = curve.findLastIndex(({ value }) => value < level);
  return curve[below + 1]?.step;
};

/** The first step at which an evaluation has at least this value, whether it is held or not; undefined when none has. */
export const firstAt = (
  curve: readonly StepValue[],
  level: number,
): number | undefined => curve.find(({ value }) => value >= level)?.step;

/** When a position was learned. */
export interface Jump {
  /** position in the answer, from 0 */
  readonly position: number;
  /** train steps until it holds 50 % */
  readonly half?: number;
  /** train steps until it holds 90 % */
  readonly most?: number;
}

/** When each position of the answer was learned, from its own curve. */
export const jumpsOf = (
  curves: readonly (readonly StepValue[])[],
): readonly Jump[] =>
  curves.map((curve, position) => ({
    position,
    half: heldFrom(curve, JUMP_LEVELS[0]),
    most: heldFrom(curve, JUMP_LEVELS[1]),
  }));
