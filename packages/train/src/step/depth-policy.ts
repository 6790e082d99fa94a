/** @file How deep to unroll a recurrence that may halt early: the shallowest compiled depth that lately sufficed. */
import { canStopEarly, countSteps, type ModelConfig } from "@trm/models";

/** Where the policy stands; a function of the steps before, kept in checkpoints. */
export interface DepthState {
  /** recurrence steps that sufficed last */
  readonly depth: number;
  /** train steps in a row that ran at this depth */
  readonly streak: number;
}

/** Train steps at one depth after which a shallower one is tried: a failed trial costs less than a thirtieth. */
export const TRIAL_AFTER = 32;

/** A fresh ACT head gives probabilities near a half, so that positions halt after two or three steps. */
const STEPS_OF_A_FRESH_ACT_HEAD = 3;

/**
 * The depths that may be compiled: for a model that can stop early 2, 3, 4, 6, 8, 12, 16, … and the whole unroll, each
 * at most one and a half times the one before; otherwise the whole unroll alone.
 *
 * @param config the model
 * @returns rising numbers of recurrence steps, the last of which is the whole unroll
 */
export function candidateDepths(config: ModelConfig): number[] {
  const full = countSteps(config);
  if (!canStopEarly(config)) return [full];
  const depths: number[] = [];
  for (let power = 2; power < full; power *= 2) {
    depths.push(power);
    if (power * 1.5 < full) depths.push(power * 1.5);
  }
  return [...depths, full];
}

/**
 * Where the policy starts. A fresh q head never halts.
 *
 * @param config the model
 */
export function initialDepth(config: ModelConfig): DepthState {
  const depths = candidateDepths(config);
  const full = countSteps(config);
  const guess = config.halting === "act" ? STEPS_OF_A_FRESH_ACT_HEAD : full;
  return { depth: depths.find((depth) => depth >= guess) ?? full, streak: 0 };
}

/**
 * The depths at which the next train step runs until one suffices: first the one that lately did, or now and then a
 * shallower one; then the next candidate, since needs mostly drift; then the whole unroll, so that two runs at most are
 * in vain.
 *
 * @param depths candidates, rising
 * @param state where the policy stands
 * @returns rising depths, the last of which is the whole unroll
 */
export function depthsToTry(
  depths: readonly number[],
  { depth, streak }: DepthState,
): number[] {
  const shallower = depths.filter((candidate) => candidate < depth).at(-1);
  const first =
    streak >= TRIAL_AFTER && shallower !== undefined ? shallower : depth;
  const deeper = depths.filter((candidate) => candidate > first);
  return [...new Set([first, ...deeper.slice(0, 1), ...deeper.slice(-1)])];
}

/**
 * @param state where the policy stood
 * @param tried the depth that the step ran at first
 * @param sufficed the depth at which everything had halted, or the whole unroll
 * @returns where the policy stands after the step
 */
export const rememberDepth = (
  { depth, streak }: DepthState,
  tried: number,
  sufficed: number,
): DepthState =>
  tried === depth && sufficed === depth
    ? { depth, streak: streak + 1 }
    : { depth: sufficed, streak: 0 };
