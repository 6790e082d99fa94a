/** @file Which prompts are for training and which for evaluation. */
import { InvalidSplitError } from "./errors";
import { foldText } from "./threefry";
import type { Words } from "./threefry";

/** Training examples or evaluation examples; no prompt belongs to both. */
export type Split = "train" | "eval";

/**
 * Key of the partition. The second word is the salt: the least one for which copy, reverse and addition
 * have training and evaluation prompts at length 1, and for which 2 of the 10 one-digit prompts are for evaluation.
 */
const PARTITION_KEY: Words = [0x73706c74, 0];

/**
 * The split of a prompt: a hash of the text alone, so that a prompt has the same split for every seed, length and task.
 * About one prompt in eight is for evaluation: the upper 3 bits of the hash are 0.
 * Texts count, not meaning: `12+34=` may be for training and `34+12=` for evaluation.
 *
 * @param prompt the whole prompt, delimiter included
 */
export const splitOf = (prompt: string): Split =>
  foldText(PARTITION_KEY, prompt)[0] >>> 29 === 0 ? "eval" : "train";

/** Throws `InvalidSplitError` for anything but a split: JavaScript callers have no type checker. */
export const checkSplit = (split: string): void => {
  if (split !== "train" && split !== "eval") throw new InvalidSplitError(split);
};
