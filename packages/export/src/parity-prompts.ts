/** @file The random sequences on which an exported model must agree with the model. */
import type { ModelConfig } from "@trm/models";

/** Longest sequence compared: all of the block, but not beyond this many tokens. */
const MOST_TOKENS = 256;
/** Tokens that follow each prompt one by one. */
const STEPS = 4;

/** Sequences of token ids, of mixed lengths; the last `steps` tokens of each are fed one by one. */
export interface ParityPrompts {
  readonly sequences: readonly Int32Array[];
  /** Tokens that follow the prompt, the same number for all; 0 where the block has no room. */
  readonly steps: number;
}

/** Uniform 32-bit integers from a seed (mulberry32). */
const random = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let word = Math.imul(state ^ (state >>> 15), state | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return (word ^ (word >>> 14)) >>> 0;
  };
};

/**
 * Four sequences: the whole block (so that every row of the position table is compared), a prompt of one token, and two
 * in between.
 *
 * @param seed  any integer
 */
export const parityPrompts = (
  { blockSize, vocabSize }: ModelConfig,
  seed: number,
): ParityPrompts => {
  const longest = Math.min(blockSize, MOST_TOKENS);
  const steps = Math.min(STEPS, longest - 1);
  const draw = random(seed);
  const lengths = [
    Math.ceil((longest - steps) / 4),
    longest - steps,
    1,
    Math.ceil((longest - steps) / 2),
  ];
  return {
    steps,
    sequences: lengths.map((length) =>
      Int32Array.from({ length: length + steps }, () => draw() % vocabSize),
    ),
  };
};
