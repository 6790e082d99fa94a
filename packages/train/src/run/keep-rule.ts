/** @file Which checkpoints a run keeps. */

/** How many checkpoints stay. */
export interface KeepRule {
  /** newest checkpoints that are kept */
  readonly keepLast: number;
  /** checkpoints of every so many train steps are kept for good */
  readonly keepEverySteps?: number;
}

/**
 * @param step of a checkpoint
 * @param rule the run's
 * @returns whether a checkpoint of this step stays for good, however many follow
 */
export const staysForGood = (
  step: number,
  { keepEverySteps }: KeepRule,
): boolean => keepEverySteps !== undefined && step % keepEverySteps === 0;

/**
 * The checkpoints that are no longer needed. The newest `keepLast` stay (the run's last one is among them, being the
 * newest), the best one, and those of every `keepEverySteps`.
 *
 * @param steps of whole checkpoints, in any order
 * @param best step of the best checkpoint, where there is one
 * @param rule the run's
 * @returns steps, rising
 */
export function checkpointsToRemove(
  steps: readonly number[],
  best: number | undefined,
  rule: KeepRule,
): number[] {
  const rising = [...new Set(steps)].sort((a, b) => a - b);
  const older = rising.slice(0, Math.max(0, rising.length - rule.keepLast));
  return older.filter((step) => step !== best && !staysForGood(step, rule));
}
