/** @file The learning rate's course over a run. */

/** What the course depends on; a run's training settings are one. */
export interface Schedule {
  /** the highest learning rate */
  readonly learningRate: number;
  /** how it goes on after the warm-up */
  readonly schedule: "constant" | "cosine";
  /** train steps over which it rises linearly from 0 */
  readonly warmupSteps: number;
  /** of the cosine: what is left at the last step, a fraction in [0, 1] */
  readonly finalLearningRateRatio: number;
  /** train steps of the whole run */
  readonly steps: number;
}

/**
 * The learning rate of a train step, a pure function of settings and step.
 *
 *   t < W:     lr t / W
 *   constant:  lr
 *   cosine:    lr (r + (1 - r) (1 + cos(pi (t - W) / (T - W))) / 2)
 *
 * Differs: without a warm-up (W = 0) PyTorch's CosineAnnealingLR(T) has t - 1 in place of t: its first step has the
 * rate lr, its last not yet lr r. Here the last has lr r and the first is on its way, as in the training of TRM's authors.
 *
 * @param training lr, W = warmupSteps, T = steps, r = finalLearningRateRatio
 * @param step t, counted from 1
 * @returns a rate; every update of the train step has it
 * @see Loshchilov, Hutter, "SGDR: Stochastic Gradient Descent with Warm Restarts", 2017, equation 5;
 *   for W > 1 PyTorch's LinearLR(1/W, 1, W - 1), before the cosine in a SequentialLR, and for W > 0
 *   CosineAnnealingLR(T - W, lr r)
 */
export function learningRateAt(training: Schedule, step: number): number {
  const { learningRate, schedule, warmupSteps, steps } = training;
  if (step < warmupSteps) return (learningRate * step) / warmupSteps;
  if (schedule === "constant") return learningRate;
  const ratio = training.finalLearningRateRatio;
  // A warm-up that lasts to the end leaves nothing to anneal over.
  const progress = (step - warmupSteps) / Math.max(1, steps - warmupSteps);
  const cosine = (1 + Math.cos(Math.PI * Math.min(progress, 1))) / 2;
  return learningRate * (ratio + (1 - ratio) * cosine);
}
