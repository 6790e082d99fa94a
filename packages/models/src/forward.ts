/** @file The one forward of all seven architectures. */
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { countSteps } from "./block-passes";
import type { ModelConfig } from "./model-config";
import { embed, readout } from "./embedding";
import type { ForwardOptions } from "./forward-options";
import type { HaltingReport } from "./halting";
import { HALTING_KINDS } from "./halting-kinds";
import type { Params } from "./params";
import { initialState, recurrenceStep } from "./recurrence";

/** What a forward computes. */
export interface ForwardResult extends HaltingReport {
  /** [B, T, V] */
  readonly logits: Tensor3D;
  /** y after each step, each [B, T, C]. */
  readonly solutions: readonly Tensor3D[];
}

/**
 * Tokens to logits.
 *
 *   x = embed(tokens);  y, z = initial state;  n times: y, z ← step(x, y, z);  logits = head(LN(halting(y_0, y_1, …)))
 *
 * @param tokens   [B, T] int32, T at most blockSize
 * @param options  training's randomness, and how to read halting
 * @throws {ShapeError} when T exceeds blockSize
 * @see "Tiny Autoregressive Recursive Models", arXiv 2603.08082
 */
export const forward = (
  params: Params,
  tokens: Tensor2D,
  config: ModelConfig,
  options: ForwardOptions = {},
): ForwardResult => {
  const steps = countSteps(config);
  const depth = Math.min(options.depth ?? steps, steps);
  const [B, T] = tokens.shape;
  const complete = depth === steps;
  const halting = HALTING_KINDS[config.halting]({
    params,
    B,
    T,
    config,
    options,
    complete,
  });
  const solutions: Tensor3D[] = [];

  const x = embed(params, tokens, config);
  let state = initialState(params, x, config);
  for (let s = 0; s < depth; s++) {
    state = recurrenceStep(params, x, state, s, config, options);
    halting.observe(state.solution);
    solutions.push(state.solution);
  }
  const { output, report } = halting.finish();
  return { logits: readout(params, output), solutions, ...report };
};
