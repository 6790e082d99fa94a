/** @file Chooses tokens inside the graph. */
import type { Value } from "../graph/graph";
import { ONNX_DATA_TYPES } from "../rules/shapes";
import { TOKENS, type Emitter, type Kind } from "./emitter";

/** A choice for every sequence. */
export interface Choice {
  /** int64 [B, 1] */
  readonly token: Value;
  /** Whether the scores say which token it is: none is NaN and not all are -Infinity; bool [B]. */
  readonly valid: Value;
}

const SCORES: Kind = { dtype: "float32", rank: 2 };
const NUMBER: Kind = { dtype: "float32", rank: 1 };
const FLAG: Kind = { dtype: "bool", rank: 1 };

/**
 * argmax(logits of the last position + noise k); of equal ones the first.
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
): Choice => {
  const last = emitter.emit("Gather", [logits, emitter.int64(-1n)], SCORES, {
    axis: 1,
  });
  const own = emitter.emit("Gather", [noise, k], SCORES, { axis: 0 });
  const scores = emitter.emit("Add", [last, own], SCORES);
  return {
    token: emitter.emit("ArgMax", [scores], TOKENS, { axis: -1, keepdims: 1 }),
    valid: areScores(scores, emitter),
  };
};

/** Whether every sequence has scores that can be compared, and one above -Infinity. */
const areScores = (scores: Value, emitter: Emitter): Value => {
  const highest = (numbers: Value) =>
    emitter.emit("ReduceMax", [numbers, emitter.int64([-1])], NUMBER, {
      keepdims: 0,
    });
  const isNaN = emitter.emit("IsNaN", [scores], { dtype: "bool", rank: 2 });
  // The flags are looked at by themselves, since onnxruntime's reductions may pass over a NaN.
  const flags = emitter.emit("Cast", [isNaN], SCORES, {
    to: ONNX_DATA_TYPES.float32,
  });
  const one = emitter.fresh("float32", [], Float32Array.of(1));
  const lowest = emitter.fresh("float32", [], Float32Array.of(-Infinity));
  return emitter.emit(
    "And",
    [
      emitter.emit("Less", [highest(flags), one], FLAG),
      emitter.emit("Greater", [highest(scores), lowest], FLAG),
    ],
    FLAG,
  );
};
