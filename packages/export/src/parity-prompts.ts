/** @file The random sequences on which an exported model must agree with the model. */
import type { ModelConfig } from "@trm/models";

/** Tokens of the longest sequence: all of the block, but not beyond this many. */
const MOST_TOKENS = 256;
/** Tokens that follow each prompt one by one. */
const STEPS = 4;

/** Sequences of token ids, of mixed lengths; the last `steps` tokens of each are fed one by one. */
export interface ParityPrompts {
  readonly sequences: readonly Int32Array[];
  /** Position of each sequence's first token. */
  readonly starts: readonly number[];
  /** Tokens that follow the prompt, the same number for all; 0 where the block has no room. */
  readonly steps: number;
}

/** Uniform 32-bit integer of a place: murmur3's finalizer over a Weyl sequence, as in splitmix. */
const draw = (seed: number, index: number): number => {
  let word = (seed + Math.imul(index + 1, 0x9e3779b9)) | 0;
  word = Math.imul(word ^ (word >>> 16), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  return (word ^ (word >>> 16)) >>> 0;
};

/**
 * Four sequences: from position 0 one that fills the block, a prompt of one token and one in between; and one that ends
 * with the block, wherever that is. Of a block of at most {@link MOST_TOKENS} every row of the position table is used, of a
 * longer one the first and the last.
 *
 * @param seed  any integer
 */
export const parityPrompts = (
  { blockSize, vocabSize }: ModelConfig,
  seed: number,
): ParityPrompts => {
  const longest = Math.min(blockSize, MOST_TOKENS);
  const steps = Math.min(STEPS, longest - 1);
  const lengths = [
    Math.ceil((longest - steps) / 4),
    longest - steps,
    1,
    Math.ceil((longest - steps) / 2),
  ].map((length) => length + steps);
  return {
    steps,
    starts: lengths.map((length, i) =>
      i === lengths.length - 1 ? blockSize - length : 0,
    ),
    sequences: lengths.map((length, i) =>
      Int32Array.from(
        { length },
        (_, position) => draw(seed, i * MOST_TOKENS + position) % vocabSize,
      ),
    ),
  };
};
