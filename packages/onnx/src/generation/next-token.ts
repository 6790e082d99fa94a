/** @file Chooses tokens inside the graph. */
import type { Value } from "../graph/graph";
import { TOKENS, type Emitter } from "./emitter";

/**
 * argmax(logits of the last position + noise k), [B, 1]; of equal ones the first.
 *
 * @param logits [B, T, V]
 * @param noise  [new tokens, B or 1, V or 1]
 * @param k      which token it is, int64 scalar
 */
export const nextToken = (
  logits: Value,
  noise: Value,
  k: Value,
  emitter: Emitter,
): Value => {
  const float = { dtype: "float32", rank: 2 } as const;
  const last = emitter.emit("Gather", [logits, emitter.int64(-1n)], float, {
    axis: 1,
  });
  const own = emitter.emit("Gather", [noise, k], float, { axis: 0 });
  const scores = emitter.emit("Add", [last, own], float);
  return emitter.emit("ArgMax", [scores], TOKENS, { axis: -1, keepdims: 1 });
};
