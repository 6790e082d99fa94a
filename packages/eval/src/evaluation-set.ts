/** @file Which examples an evaluation asks, and a fingerprint of them. */
import { example, type Example, type Task } from "@trm/tasks";

/** Where an evaluation set stands. */
export interface EvaluationSetAddress {
  /** Task length. */
  readonly length: number;
  /** Seed of the examples. */
  readonly seed: number;
  /** Number of examples. */
  readonly count: number;
}

/** The examples 0 to count - 1 of the split `eval`, which training never sees. */
export const evaluationSet = (
  task: Task,
  { length, seed, count }: EvaluationSetAddress,
): Example[] =>
  Array.from({ length: count }, (_, index) =>
    example(task, { length, seed, split: "eval", index }),
  );

/**
 * Fingerprint of examples: two reports with the same one asked the same questions in the same order.
 *
 * SHA-256 of the UTF-8 bytes of the JSON array of [prompt, answer] pairs.
 *
 * @returns 64 hexadecimal digits
 */
export const hashExamples = async (
  examples: readonly Pick<Example, "prompt" | "answer">[],
): Promise<string> => {
  const pairs = examples.map(({ prompt, answer }) => [prompt, answer]);
  const bytes = new TextEncoder().encode(JSON.stringify(pairs));
  const digest = await crypto.subtle.digest("SHA-256", bytes);
  return Array.from(new Uint8Array(digest), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
};
