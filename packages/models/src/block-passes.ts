/** @file Compute is counted in block passes: one application of a block to the whole sequence. */
import type { ModelConfig } from "./model-config";

/** Recurrence steps that a forward runs: n, or what inference asks for. */
export const countSteps = (config: ModelConfig): number =>
  config.inferenceSteps ?? config.nLayer;

/** Block passes of one recurrence step: 1 with one stream, H (L + 1) with two. */
export const passesPerStep = ({
  streams,
  nInnerLoops,
  nOuterLoops,
}: Pick<ModelConfig, "streams" | "nInnerLoops" | "nOuterLoops">): number =>
  streams === 1 ? 1 : nOuterLoops * (nInnerLoops + 1);

/** The static budget of a model: n steps of {@link passesPerStep}. Halting may use less, inference more. */
export const blockPasses = (config: ModelConfig): number =>
  config.nLayer * passesPerStep(config);

/** Block passes that a forward runs, each with its own keys and values: {@link countSteps} times {@link passesPerStep}. */
export const cachedPasses = (config: ModelConfig): number =>
  countSteps(config) * passesPerStep(config);

/** Block applications that one loss looks at: a whole forward, or one step where supervision is carried. */
const passesPerLoss = (config: ModelConfig): number =>
  (config.supervision === "carried" ? 1 : countSteps(config)) *
  passesPerStep(config);

/**
 * Whether block application number `pass` (from 0, over all steps) may carry gradient.
 *
 * False only where `gradient` is last-k, for all but the last k applications that a loss looks at.
 */
export const carriesGradient = (config: ModelConfig, pass: number): boolean => {
  if (config.gradientPasses === undefined) return true;
  const total = passesPerLoss(config);
  return pass % total >= total - config.gradientPasses;
};

/**
 * How many block applications of a training forward carry gradient.
 *
 * A step's solution has a gradient of its own where ACT weighs it or supervision looks at it; otherwise only the last
 * step's has.
 *
 * @param steps  recurrence steps that it ran, a mean perhaps; absent: all
 */
export const gradientPasses = (
  config: ModelConfig,
  steps: number = config.nLayer,
): number => {
  const everyStep = config.halting === "act" || config.supervision !== "last";
  const supervised = everyStep ? steps : 1;
  const updates = config.supervision === "carried" ? steps : 1;
  const count = {
    full: () => steps * passesPerStep(config),
    "per-step": () => supervised * passesPerStep(config),
    "last-cycle": () => supervised * (config.nInnerLoops + 1),
    "last-k": () => updates * (config.gradientPasses ?? 0),
  };
  return count[config.gradient]();
};
