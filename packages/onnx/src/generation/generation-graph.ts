/** @file Turns an exported decoder into one graph that generates: the prompt, then a loop over new tokens. */
import { freshValues } from "../graph/fresh-values";
import type { Graph, Value } from "../graph/graph";
import { mergeCommonSubexpressions } from "../passes/common-subexpressions";
import { removeDeadCode } from "../passes/dead-code";
import { findDecoder } from "./decoder-interface";
import { Emitter, kindOf, VECTOR } from "./emitter";
import { stateFrom, stateValues, type LoopState } from "./loop-state";
import { readPrompt } from "./read-prompt";
import { splitCaches } from "./split-caches";
import { stepGraph } from "./step-graph";

/** How the generation graph is made. */
export interface GenerationOptions {
  /** Whether the loop works on the prompt's keys and values in place; without, every step copies them. Default: true. */
  readonly splitCaches?: boolean;
}

/**
 * The graph that answers prompts, made of a decoder's own graph: once for the
 * whole prompt with an empty past, and once more as the body of a loop over new
 * tokens, whose state is what it has remembered since.
 *
 *   token k = argmax(logits + noise k);  noise = temperature * gumbel, or 0 for the likeliest
 *
 * Inputs: `input_ids` and `attention_mask` int64 [batch, sequence], shorter
 * prompts padded on the left; `noise` float32 [new_tokens, batch or 1, vocab or
 * 1]; then the decoder's other inputs. Positions count the mask's ones from 0.
 * Outputs: `tokens` int64 [batch, new_tokens]; no token ends a sequence early.
 * `valid` bool [batch]: whether no score of any step was NaN, and in no step all
 * were -Infinity; tokens of a sequence that is not valid mean nothing.
 * If the decoder has an output `steps`, also `steps` float32 [batch,
 * sequence + new_tokens - 1], those of every position that was computed.
 *
 * @param graph a decoder with input_ids, attention_mask, position_ids, past_key_values.<i>.key and .value, and with
 *   logits and present.<i>.key and .value
 * @throws {OnnxFormatError} when the graph is no such decoder
 */
export const generationGraph = (
  graph: Graph,
  { splitCaches: split = true }: GenerationOptions = {},
): Graph => {
  const decoder = findDecoder(graph);
  const outer = new Emitter(freshValues(graph));
  const prompt = {
    ids: outer.named("input_ids", "int64", ["batch", "sequence"]),
    mask: outer.named("attention_mask", "int64", ["batch", "sequence"]),
    noise: outer.named("noise", "float32", [
      ...["new_tokens", "noise_batch", "noise_vocab"],
    ]),
  };
  const start = readPrompt(graph, decoder, prompt, outer);
  const body = stepGraph(graph, decoder, { ...prompt, ...start }, outer.fresh);
  const light = split ? splitCaches(body, outer) : body;
  const last = emitLoop(start.state, simplify(light), prompt.noise, outer);
  return simplify({
    inputs: [...Object.values(prompt), ...decoder.others],
    nodes: outer.nodes,
    outputs: [
      { name: "tokens", value: last.tokens },
      { name: "valid", value: last.valid },
      ...(last.steps ? [{ name: "steps", value: last.steps }] : []),
    ],
  });
};

const simplify = (graph: Graph): Graph =>
  removeDeadCode(mergeCommonSubexpressions(graph));

/** Appends the loop over all new tokens but the first; returns the state after it. */
const emitLoop = (
  start: LoopState,
  body: Graph,
  noise: Value,
  outer: Emitter,
): LoopState => {
  const newTokens = outer.size(noise, 0);
  const trips = outer.emit("Sub", [newTokens, outer.int64([1])], VECTOR);
  const state = stateValues(start);
  const outputs = state.map((value) => outer.value(kindOf(value)));
  outer.nodes.push({
    op: "Loop",
    domain: "",
    inputs: [trips, undefined, ...state],
    outputs,
    attributes: { body: { graph: body } },
  });
  return stateFrom(outputs, start);
};
