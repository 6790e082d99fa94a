/** @file The recurrence: how x, y and z become the next y and z. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor, Tensor3D } from "@tensorflow/tfjs-core";
import { block } from "./block";
import { blockContext } from "./block-context";
import { carriesGradient, passesPerStep } from "./block-passes";
import type { ModelConfig } from "./model-config";
import { detach } from "./detach";
import type { ForwardOptions } from "./forward-options";
import { CUTS } from "./gradient-cuts";
import { wholeSequence, type Memory } from "./memory";
import type { Params } from "./params";
import { normalizeState } from "./state-norm";

/** What a step hands to the next, each [B, T, C]. */
export interface State {
  /** y; with one stream, h. */
  readonly solution: Tensor3D;
  /** z, with two streams. */
  readonly reasoning?: Tensor3D;
}

/** The state after a step, and the way to it. */
export interface Step extends State {
  /** What each of the step's block passes gave, in order, each [B, T, C]. */
  readonly passes: readonly Tensor3D[];
}

/** The same state with no way back for gradients. */
export const detachState = ({ solution, reasoning }: State): State => ({
  solution: detach(solution),
  reasoning: reasoning && detach(reasoning),
});

/**
 * One stream: h = x. Two: y_0 and z_0 at every position, learned or fixed.
 *
 * @param x  [B, T, C]
 */
export const initialState = (
  params: Params,
  x: Tensor3D,
  config: ModelConfig,
): State => {
  const { solution, reasoning } = params;
  if (solution === undefined || reasoning === undefined) return { solution: x };
  const zeros = tf.zerosLike(detach(x));
  const everywhere = (v: Tensor): Tensor3D => tf.add(zeros, v);
  const state = {
    solution: everywhere(solution),
    reasoning: everywhere(reasoning),
  };
  const learns = config.initialState === "learned";
  return learns && carriesGradient(config, 0) ? state : detachState(state);
};

/** u ↦ B(u + e_s), keeping what its passes give. Steps beyond the table reuse the last e_s. */
const stepBlock = (
  params: Params,
  like: Tensor3D,
  step: number,
  config: ModelConfig,
  { dropoutKey, tap }: ForwardOptions,
  memory: Memory,
): { B: (u: Tensor3D) => Tensor3D; passes: readonly Tensor3D[] } => {
  const last = config.nLayer - 1;
  const weights = params.blocks[config.blocks === "distinct" ? step : 0]!;
  const e =
    params.stepEmbedding &&
    tf.slice(params.stepEmbedding, [Math.min(step, last), 0], [1, -1]);
  const passes: Tensor3D[] = [];
  const B = (u: Tensor3D): Tensor3D => {
    const pass = step * passesPerStep(config) + passes.length;
    const context = blockContext(like, config, pass, memory, dropoutKey);
    const input: Tensor3D = e ? tf.add(u, e) : u;
    const h = block(input, weights, context);
    const output = config.stateNorm === "none" ? h : normalizeState(h);
    const out = tap ? tap({ pass, input, output }) : output;
    passes.push(carriesGradient(config, pass) ? out : detach(out));
    return passes.at(-1)!;
  };
  return { B, passes };
};

/**
 * One recurrence step. B adds the step embedding e_s and applies the block:
 *
 *   one stream:   h ← B(h)
 *   two streams:  H times:  L times z ← B(x + y + z);  then y ← B(y + z)
 *
 * @param x      input embedding, [B, T, C]; never detached
 * @param state  y and z before the step
 * @param step   s, from 0
 * @param memory  what queries see; absent: the positions of x
 * @returns y and z after it; how far their gradients reach back is the config's `gradient`
 */
export const recurrenceStep = (
  params: Params,
  x: Tensor3D,
  state: State,
  step: number,
  config: ModelConfig,
  options: ForwardOptions = {},
  memory: Memory = wholeSequence(x.shape[1]),
): Step => {
  const { B, passes } = stepBlock(params, x, step, config, options, memory);
  const cuts = CUTS[config.gradient];

  if (state.reasoning === undefined) {
    // The first state is x itself, which is never detached.
    const cut = cuts.atStep && step > 0;
    return {
      solution: B(cut ? detach(state.solution) : state.solution),
      passes,
    };
  }

  let y = state.solution;
  let z = state.reasoning;
  for (let h = 0; h < config.nOuterLoops; h++) {
    if (cuts.atCycle || (cuts.atStep && h === 0))
      [y, z] = [detach(y), detach(z)];
    for (let l = 0; l < config.nInnerLoops; l++) {
      z = B(tf.add(tf.add(x, y), z));
    }
    y = B(tf.add(y, z));
  }
  return { solution: y, reasoning: z, passes };
};
