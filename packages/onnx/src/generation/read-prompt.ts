/** @file The decoder over whole prompts, with an empty past. */
import type { Graph, Value } from "../graph/graph";
import { TO_THE_END } from "../rules/shapes";
import { POSITIONS, type DecoderInterface } from "./decoder-interface";
import { TOKENS, VECTOR, type Emitter } from "./emitter";
import { instantiate } from "./instantiate";
import type { LoopState } from "./loop-state";
import { nextToken } from "./next-token";

/** The inputs of the generation graph that the prompt is in. */
export interface PromptInputs {
  /** int64 [B, S] */
  readonly ids: Value;
  /** int64 [B, S] */
  readonly mask: Value;
  /** float32 [new tokens, B or 1, V or 1] */
  readonly noise: Value;
}

/** The first token and all else that the loop starts from. */
export interface Start {
  readonly state: LoopState;
  /** Keys and values of the prompt, one per entry of the decoder's cache. */
  readonly kept: readonly Value[];
  /** 1 for every sequence, int64 [B, 1]. */
  readonly ones: Value;
}

/** Appends the decoder's nodes for the prompt and the choice of the first token. */
export const readPrompt = (
  graph: Graph,
  decoder: DecoderInterface,
  { ids, mask, noise }: PromptInputs,
  emitter: Emitter,
): Start => {
  const positions = promptPositions(mask, emitter);
  const ones = filled(1n, [emitter.size(ids, 0), emitter.int64([1])], emitter);
  const empty = emptyPasts(decoder, ids, emitter);
  const standing = instantiate(
    graph,
    new Map([
      [decoder.inputIds, ids],
      [decoder.attentionMask, mask],
      [decoder.positionIds, positions],
      ...decoder.cache.map(({ past }, i) => [past, empty[i]!] as const),
    ]),
    emitter,
    { values: new Set(empty), axis: POSITIONS },
  );
  const first = emitter.int64(0n);
  const logits = standing(decoder.logits);
  const { token, valid } = nextToken(logits, noise, first, emitter);
  return {
    state: {
      token,
      position: lastColumn(positions, emitter),
      mask: emitter.concat([mask, ones], 1),
      tokens: token,
      valid,
      steps: decoder.steps && standing(decoder.steps),
      cache: empty,
    },
    kept: decoder.cache.map(({ present }) => standing(present)),
    ones,
  };
};

/** The last of every row, [B, 1]. */
const lastColumn = (matrix: Value, emitter: Emitter): Value => {
  const [from, to, axis] = [[-1], [TO_THE_END], [1]].map((numbers) =>
    emitter.int64(numbers),
  ) as [Value, Value, Value];
  return emitter.emit("Slice", [matrix, from, to, axis], TOKENS);
};

/** Tokens are counted from 0; padding before the first has position 0 as well. */
const promptPositions = (mask: Value, emitter: Emitter): Value => {
  const count = emitter.emit("CumSum", [mask, emitter.int64(1n)], TOKENS);
  const index = emitter.emit("Sub", [count, emitter.int64([1])], TOKENS);
  return emitter.emit("Max", [index, emitter.int64([0])], TOKENS);
};

/** Keys or values of no position at all, for every entry of the cache. */
const emptyPasts = (
  { cache }: DecoderInterface,
  ids: Value,
  emitter: Emitter,
): Value[] => {
  const batch = emitter.size(ids, 0);
  const known = new Map<string, Value>();
  return cache.map(({ past: { shape } }) => {
    const rest = [shape[1]!, 0, shape[3]!];
    const key = rest.join();
    const empty =
      known.get(key) ?? filled(0, [batch, emitter.int64(rest)], emitter);
    known.set(key, empty);
    return empty;
  });
};

/** One number in the shape that two vectors of sizes give. */
const filled = (
  element: number | bigint,
  sizes: readonly [Value, Value],
  emitter: Emitter,
): Value => {
  const data =
    typeof element === "bigint"
      ? BigInt64Array.of(element)
      : Float32Array.of(element);
  const dtype = typeof element === "bigint" ? "int64" : "float32";
  const rank = 1 + sizes[1].shape[0]!;
  const shape = emitter.emit("Concat", sizes, VECTOR, { axis: 0 });
  const tensor = emitter.fresh(dtype, [1], data);
  return emitter.emit(
    "ConstantOfShape",
    [shape],
    { dtype, rank },
    { value: { tensor } },
  );
};
