/** @file The one forward of all seven architectures. */
import type { Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { countSteps } from "./block-passes";
import type { KeyValue } from "./decoding";
import type { ModelConfig } from "./model-config";
import { embed, readout } from "./embedding";
import type { ForwardOptions } from "./forward-options";
import type { Halted, HaltingReport } from "./halting";
import { HALTING_KINDS } from "./halting-kinds";
import { continueSequence, wholeSequence } from "./memory";
import type { Params } from "./params";
import { initialState, recurrenceStep, type Step } from "./recurrence";

/** What a forward computes; the report, which would count padding, is not given when decoding. */
export interface ForwardResult
  extends HaltingReport, Pick<Halted, "stepsUsed"> {
  /** [B, T, V] */
  readonly logits: Tensor3D;
  /** y after each step, each [B, T, C]. */
  readonly solutions: readonly Tensor3D[];
  /** What each block pass gave, in order, each [B, T, C]; read out, it says what the model would answer by then. */
  readonly passes: readonly Tensor3D[];
  /** Decoding: the past of the next call. */
  readonly present?: readonly KeyValue[];
}

/**
 * Tokens to logits; when decoding, new tokens to theirs, each as it would be in its sequence alone.
 *
 *   x = embed(tokens);  y, z = initial state;  n times: y, z ← step(x, y, z);  logits = head(LN(halting(y_0, y_1, …)))
 *
 * @param tokens   [B, T] int32, T at most blockSize
 * @param options  training's randomness, how to read halting, and what decoding goes on from
 * @throws {ShapeError} when T exceeds blockSize, or the past is another model's
 * @see "Tiny Autoregressive Recursive Models", arXiv 2603.08082
 */
export const forward = (
  params: Params,
  tokens: Tensor2D,
  config: ModelConfig,
  options: ForwardOptions = {},
): ForwardResult => {
  const most = countSteps(config);
  const depth = Math.min(options.depth ?? most, most);
  const [B, T] = tokens.shape;
  const complete = depth === most;
  const context = { params, B, T, config, options, complete };
  const halting = HALTING_KINDS[config.halting](context);
  const { decoding } = options;
  const cache = decoding && continueSequence(decoding, config, halting.mark);
  const memory = cache ?? wholeSequence(T);

  const x = embed(params, tokens, config, decoding?.positions);
  let state = initialState(params, x, config);
  const steps: Step[] = [];
  for (let s = 0; s < depth; s++) {
    const step = recurrenceStep(params, x, state, s, config, options, memory);
    halting.observe(step.solution);
    steps.push(step);
    state = step;
  }
  const { output, report, stepsUsed } = halting.finish();
  return {
    logits: readout(params, output),
    solutions: steps.map(({ solution }) => solution),
    passes: steps.flatMap(({ passes }) => passes),
    present: cache?.present,
    stepsUsed,
    ...(cache ? {} : report),
  };
};
