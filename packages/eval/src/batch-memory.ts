/** @file How many sequences are decoded at once. */
import { cachedPasses, type ModelConfig } from "@trm/models";
import type { CheckedRequest } from "./decode-request";

/** What one run may take, bytes. */
const RUN_BYTES = 2 ** 31;
/** The cache of a step and the next one's; measured, half as much again as one. */
const CACHE_COPIES = 2;
/** Attention scores before and after their softmax; those of one block pass at a time. */
const SCORE_COPIES = 2;

/**
 * Sequences that fit into memory together, 1 at least. Each takes, in numbers,
 *
 *   2 * 2 * passes * C * T   keys and values of T = S + N - 1 positions, for every block pass
 *   2 * heads * S * S        attention scores while the prompt of S tokens is read
 *   S * V + N * V            logits of the prompt, noise of the N new tokens
 */
export const rowsInMemory = (
  config: ModelConfig,
  {
    longestPrompt: S,
    maxNewTokens: N,
  }: Pick<CheckedRequest, "longestPrompt" | "maxNewTokens">,
): number => {
  const { nEmbd, nHead, vocabSize: V } = config;
  const cache = CACHE_COPIES * 2 * cachedPasses(config) * nEmbd * (S + N - 1);
  const scores = SCORE_COPIES * nHead * S * S;
  const numbers = cache + scores + (S + N) * V;
  const bytes = Float32Array.BYTES_PER_ELEMENT * numbers;
  return Math.max(1, Math.floor(RUN_BYTES / bytes));
};
