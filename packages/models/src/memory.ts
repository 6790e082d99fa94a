/** @file What the attention of every block pass of one forward has in common. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { causalMask, tokenMask } from "./attention-mask";
import { cachedPasses } from "./block-passes";
import type { Decoding, KeyValue } from "./decoding";
import { ShapeError } from "./errors";
import type { Halting } from "./halting";
import type { ModelConfig } from "./model-config";

/** What queries see. */
export interface Memory {
  /** Added to the scores: [T, T], or [B, 1, T, P + T]. */
  readonly mask: Tensor;
  /**
   * The keys and values that the queries of the next block pass see; called once per pass, in order.
   *
   * @param fresh  those of the new positions
   */
  readonly remember: (fresh: KeyValue) => KeyValue;
}

/** A forward over whole sequences: its T positions are all there is. */
export const wholeSequence = (T: number): Memory => ({
  mask: causalMask(T),
  remember: (fresh) => fresh,
});

/** A memory with a past, and what it hands to the next call. */
export interface Cache extends Memory {
  /** Keys and values of every block pass so far, past first, each with P + T positions. */
  readonly present: readonly KeyValue[];
}

/**
 * The past and the new positions, for every block pass.
 *
 * @param mark  what halting writes into new keys
 * @throws {ShapeError} when the past has not one entry per block pass
 */
export const continueSequence = (
  { past, attentionMask, positions }: Decoding,
  config: ModelConfig,
  mark: Halting["mark"] = (key) => key,
): Cache => {
  if (past.length !== cachedPasses(config)) {
    throw new ShapeError(
      `A past of ${past.length} block passes does not fit the model's ${cachedPasses(config)}; give the present of a call with the same config.`,
    );
  }
  const present: KeyValue[] = [];
  return {
    mask: tokenMask(attentionMask, positions.shape[1]),
    present,
    remember: ({ key, value }) => {
      const pass = present.length;
      const before = past[pass]!;
      const seen = {
        key: tf.concat([before.key, mark(key, pass)], 2),
        value: tf.concat([before.value, value], 2),
      };
      present.push(seen);
      return seen;
    },
  };
};
