/** @file How a sequence that has halted is known again by the keys that it leaves behind. */
import * as tf from "@tensorflow/tfjs-core";
import type { Tensor1D, Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { passesPerStep } from "./block-passes";
import type { Decoding } from "./decoding";
import type { ModelConfig } from "./model-config";

/**
 * Written over keys that nothing will read. No key comes near it, and a score made of it is still finite, so that what a
 * halted sequence goes on computing for nothing is never NaN.
 */
const HALTED = 2 ** 96;

/** The halting that a cache of keys remembers. */
export interface HaltMemory {
  /**
   * 1 for the sequences whose first token, now or in the past, asks to halt after so many steps or fewer.
   *
   * @param steps  below the number that the model runs
   * @param wants  [B, T]; 1 where a new position asks to
   * @returns [B]
   */
  recall(steps: number, wants: Tensor2D): Tensor1D;
  /**
   * Writes down who has halted, in the first keys of a step; those of other passes stay.
   *
   * @param key      of the new positions, [B, nHead, T, headSize]
   * @param running  [B]; 1 until the sequence has halted
   */
  mark(key: Tensor4D, pass: number, running: Tensor1D): Tensor4D;
}

/**
 * Halting is decided once, by a sequence's first token, and lasts. A sequence that has halted after s steps never uses
 * what step s + 1 computes: there the keys say {@link HALTED}, and a later call finds it at the first token.
 *
 * A sequence of padding alone has no first token and goes on.
 */
export const haltMemory = (
  { past, attentionMask }: Decoding,
  config: ModelConfig,
): HaltMemory => {
  const perStep = passesPerStep(config);
  const count = tf.cumsum(attentionMask, 1);
  // Padding behind the first token has a count of 1 as well.
  const first = tf.mul(
    tf.cast(tf.equal(count, 1), "float32"),
    tf.cast(attentionMask, "float32"),
  ); // [B, P + T]

  return {
    recall: (steps, wants) => {
      const { key } = past[steps * perStep]!;
      const [B, , P] = key.shape;
      const one = tf.slice(key, [0, 0, 0, 0], [B, 1, P, 1]);
      const halted = tf.equal(tf.reshape(one, [B, P]), HALTED);
      const flags = tf.concat([tf.cast(halted, "float32"), wants], 1);
      return tf.sum(tf.mul(flags, first), 1);
    },
    mark: (key, pass, running) =>
      pass === 0 || pass % perStep !== 0
        ? key
        : tf.where(
            tf.reshape(tf.greater(running, 0), [-1, 1, 1, 1]),
            key,
            HALTED,
          ),
  };
};
