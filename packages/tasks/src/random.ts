/** @file The stream of random integers that a task draws its prompts from. */
import { InvalidIntegerError } from "./errors";
import { threefry } from "./threefry";
import type { Words } from "./threefry";

/** A source of random integers, handed to `Task.samplePrompt`. */
export interface Random {
  /**
   * The next integer, uniform in [0, n).
   *
   * @param n an integer from 1 to 2^32
   * @throws {InvalidIntegerError} for any other n
   */
  int(n: number): number;
}

const RANGE = 2 ** 32;

/**
 * The stream of a key: draw 2i and 2i+1 are the two words of threefry(key, i).
 * A word above the greatest multiple of n is skipped, so that no integer is favoured.
 */
export function createRandom(key: Words): Random {
  let counter = 0;
  let spare: number | undefined;
  const nextWord = (): number => {
    if (spare !== undefined) {
      const word = spare;
      spare = undefined;
      return word;
    }
    const [first, second] = threefry(key, counter, 0);
    counter += 1;
    spare = second;
    return first;
  };
  return {
    int(n) {
      if (!Number.isInteger(n) || n < 1 || n > RANGE)
        throw new InvalidIntegerError(
          "The n of random.int(n)",
          "an integer from 1 to 2^32",
          n,
        );
      const limit = RANGE - (RANGE % n);
      let word = nextWord();
      while (word >= limit) word = nextWord();
      return word % n;
    },
  };
}
