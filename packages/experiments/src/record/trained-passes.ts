/** @file How much of its depth a training has run. */
import { canStopEarly, passesPerStep, type ModelConfig } from "@trm/models";
import type { StepMetrics } from "@trm/train";

/**
 * Mean block passes of a train step; undefined where all allowed ones ran.
 *
 * Fewer run only where q may end the whole batch early: meanActSteps is then the depth of the graph that made the update.
 * Where a loss looks at every step, carried supervision that teaches halting included, a sequence that halts saves
 * nothing, and meanActSteps says how long it learned. ACT's is a mean over positions, and the batch goes on until the
 * last of them halts.
 *
 * @param model of the run
 * @param steps of its log
 */
export function trainedPasses(
  model: ModelConfig,
  steps: readonly Pick<StepMetrics, "meanActSteps">[],
): number | undefined {
  if (model.halting !== "q" || !canStopEarly(model)) return undefined;
  const taken = steps.flatMap(({ meanActSteps }) => meanActSteps ?? []);
  if (taken.length === 0) return undefined;
  const sum = taken.reduce((total, value) => total + value, 0);
  return (sum / taken.length) * passesPerStep(model);
}
