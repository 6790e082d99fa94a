/** @file The decoder over one new token per sequence, as the body of a loop. */
import type { FreshValue } from "../graph/fresh-values";
import type { Graph, GraphOutput, Value } from "../graph/graph";
import { TO_THE_END } from "../rules/shapes";
import { POSITIONS, type DecoderInterface } from "./decoder-interface";
import { Emitter, INDEX, kindOf } from "./emitter";
import { instantiate } from "./instantiate";
import { stateFrom, stateValues, type LoopState } from "./loop-state";
import { nextToken } from "./next-token";
import type { PromptInputs, Start } from "./read-prompt";

/** What the body reads of the graph around it. */
type Around = Pick<PromptInputs, "noise"> & Start;

/**
 * The body of ONNX's Loop: iteration, condition and state in; condition and
 * state out. Its past is the prompt's keys and values, from the graph around
 * it, and then the new ones, which are state.
 */
export const stepGraph = (
  graph: Graph,
  decoder: DecoderInterface,
  around: Around,
  fresh: FreshValue,
): Graph => {
  const { state } = around;
  const body = new Emitter(fresh);
  const iteration = named("iteration", body.value(INDEX));
  const condition = named("condition", body.value({ dtype: "bool", rank: 0 }));
  const inputs = stateValues(state).map((value, i) =>
    named(`state_${i}`, body.value(kindOf(value))),
  );
  const now = stateFrom(inputs, state);
  const next = step(graph, decoder, around, now, iteration, body);
  return {
    inputs: [iteration, condition, ...inputs],
    nodes: body.nodes,
    outputs: [condition, ...stateValues(next)].map((value, i): GraphOutput => ({
      name: `next_${i}`,
      value,
    })),
  };
};

/** One token more for every sequence. */
const step = (
  graph: Graph,
  decoder: DecoderInterface,
  { noise, kept, ones }: Around,
  now: LoopState,
  iteration: Value,
  body: Emitter,
): LoopState => {
  const standing = instantiate(
    graph,
    new Map([
      [decoder.inputIds, now.token],
      [decoder.attentionMask, now.mask],
      [decoder.positionIds, following(now.position, body)],
      ...decoder.cache.map(
        ({ past }, i) =>
          [past, body.concat([kept[i]!, now.cache[i]!], POSITIONS)] as const,
      ),
    ]),
    body,
  );
  const k = following(iteration, body);
  const logits = standing(decoder.logits);
  const { token, valid } = nextToken(logits, noise, k, body);
  return {
    token,
    position: standing(decoder.positionIds),
    mask: body.concat([now.mask, ones], 1),
    tokens: body.concat([now.tokens, token], 1),
    valid: body.emit("And", [now.valid, valid], kindOf(valid)),
    steps:
      decoder.steps && body.concat([now.steps!, standing(decoder.steps)], 1),
    cache: decoder.cache.map(({ present }, i) =>
      behind(standing(present), kept[i]!, body),
    ),
  };
};

const named = (name: string, value: Value): Value => ({ ...value, name });

/** x + 1 */
const following = (x: Value, emitter: Emitter): Value =>
  emitter.emit("Add", [x, emitter.int64(1n)], kindOf(x));

/** The positions of keys or values that come after the prompt's. */
const behind = (present: Value, kept: Value, body: Emitter): Value => {
  const [end, axis] = [[TO_THE_END], [POSITIONS]].map((n) => body.int64(n)) as [
    Value,
    Value,
  ];
  const begin = body.size(kept, POSITIONS);
  return body.emit("Slice", [present, begin, end, axis], kindOf(present));
};
