/** @file Runs a graph at the shallowest of its compiled depths that suffices. */
import type { ModelConfig } from "@trm/models";
import type { CompiledFunction, Feeds } from "@trm/onnx/runtime";
import {
  candidateDepths,
  depthsToTry,
  rememberDepth,
  type DepthState,
} from "./depth-policy";
import { scalar, type Outputs } from "./outputs";

/** What came of one batch, or of a part of one. */
export interface Unrolled {
  readonly outputs: Outputs;
  /** recurrence steps that were unrolled */
  readonly depth: number;
  /** where the policy stands after it */
  readonly policy: DepthState;
  /** time in the engine, reruns included, compilation excluded */
  readonly durationMs: number;
}

/**
 * Runs at the depth that lately sufficed, and where it turns out that something had not halted again, deeper. The
 * numbers are those of the whole unroll.
 *
 * @param config the model, which says what depths there are
 * @param at gives the function of a depth
 * @param policy where the policy stands
 * @param feeds the same for every depth
 */
export async function unroll(
  config: ModelConfig,
  at: (depth: number) => Promise<CompiledFunction>,
  policy: DepthState,
  feeds: Feeds,
): Promise<Unrolled> {
  let durationMs = 0;
  const runAt = async (depth: number): Promise<Outputs> => {
    const fn = await at(depth);
    const started = performance.now();
    const outputs = await fn.run(feeds);
    durationMs += performance.now() - started;
    return outputs;
  };
  const tries = depthsToTry(candidateDepths(config), policy);
  for (const depth of tries) {
    let outputs = await runAt(depth);
    if (depth !== tries.at(-1) && scalar(outputs, "running") !== 0) continue;
    // The graph took the last y that it unrolled; q-halt may have ended the batch before.
    const taken = scalar(outputs, "stepsTaken") ?? depth;
    if (taken < depth) outputs = await runAt(taken);
    const after = rememberDepth(policy, tries[0]!, depth);
    return { outputs, depth, policy: after, durationMs };
  }
  throw new Error("no depth suffices, not even the whole unroll");
}
