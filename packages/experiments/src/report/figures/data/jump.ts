/** @file Phase transitions: when something is learned for good. */
import {
  type CensoredSteps,
  censoredSteps,
} from "../../../statistics/censored-steps";
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

/**
 * Steps until each curve holds a level; those that end below it are censored at their last evaluation.
 *
 * @param curves of runs; empty ones are left out
 * @returns undefined where none was measured
 */
export const stepsToHold = (
  curves: readonly (readonly StepValue[])[],
  level: number,
): CensoredSteps | undefined => {
  const measured = curves.filter((curve) => curve.length > 0);
  if (measured.length === 0) return undefined;
  return censoredSteps(
    measured.map((curve) => ({
      reached: heldFrom(curve, level),
      until: curve.at(-1)?.step ?? 0,
    })),
  );
};
