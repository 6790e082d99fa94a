/** @file Examples as the token and target arrays that a model is trained on. */
import { checkInteger, checkLength } from "./check";
import { BlockTooShortError } from "./errors";
import { example } from "./example";
import type { Example, ExampleAddress } from "./example";
import type { Task } from "./task";

/** Target of a position that has no loss. */
export const IGNORE_INDEX = -100;

/** B sequences of T tokens, row-major. */
export interface Batch {
  /** [B, T] prompt and answer, then the end token up to T. */
  readonly tokens: Int32Array;
  /** [B, T] the token that follows, where it belongs to the answer or ends it, else `IGNORE_INDEX`. */
  readonly targets: Int32Array;
  /** B, sequences. */
  readonly batchSize: number;
  /** T, tokens per sequence. */
  readonly sequenceLength: number;
}

/** Where a batch stands: the examples index, index + 1, ..., index + batchSize - 1. */
export interface BatchAddress extends ExampleAddress {
  /** B, sequences; 1 or more. */
  readonly batchSize: number;
  /** Tokens per sequence to pad to; absent: no padding, exactly prompt and answer. */
  readonly blockSize?: number;
}

/**
 * The exact number of tokens of a sequence: promptLength + answerLength.
 * The newline after the answer is a target only, so it takes no position.
 *
 * @throws {InvalidLengthError} when the length is not a positive safe integer
 */
export const sequenceLength = (task: Task, length: number): number =>
  task.promptLength(checkLength(length)) + task.answerLength(length);

function checkBlock(task: Task, needed: number, blockSize?: number): void {
  if (blockSize === undefined) return;
  checkInteger("The block size", blockSize, 1);
  if (needed > blockSize)
    throw new BlockTooShortError(task.name, needed, blockSize);
}

/**
 * Encodes examples as one batch. With P prompt and A answer tokens:
 * target[t] = token[t + 1] for t = P-1 .. P+A-2, the end token for t = P+A-1, `IGNORE_INDEX` elsewhere.
 *
 * @param blockSize T; absent: the longest sequence, so that examples of one length have no padding
 * @throws {BlockTooShortError} when a sequence is longer than blockSize
 * @throws {InvalidIntegerError} when there is no example, or blockSize is not a positive safe integer
 * @throws {UnknownCharacterError} when a text is not in the task's alphabet
 */
export function encodeBatch(
  task: Task,
  examples: readonly Example[],
  blockSize?: number,
): Batch {
  const batchSize = checkInteger("The batch size", examples.length, 1);
  const { alphabet } = task;
  const rows = examples.map(({ prompt, answer }) => ({
    promptLength: alphabet.encode(prompt).length,
    row: alphabet.encode(prompt + answer),
  }));
  const longest = rows.reduce((max, { row }) => Math.max(max, row.length), 0);
  checkBlock(task, longest, blockSize);
  const T = blockSize ?? longest;
  const tokens = new Int32Array(batchSize * T).fill(alphabet.endToken);
  const targets = new Int32Array(batchSize * T).fill(IGNORE_INDEX);
  rows.forEach(({ promptLength, row }, b) => {
    tokens.set(row, b * T);
    const following = [...row.slice(promptLength), alphabet.endToken];
    targets.set(following, b * T + promptLength - 1);
  });
  return { tokens, targets, batchSize, sequenceLength: T };
}

/**
 * The batch at an address, a pure function: any batch can be made at any time, in any order.
 *
 * @throws whatever `example` and `encodeBatch` throw; {BlockTooShortError} before anything is drawn
 */
export function batch(task: Task, at: BatchAddress): Batch {
  const { batchSize, blockSize, ...first } = at;
  checkBlock(task, sequenceLength(task, at.length), blockSize);
  checkInteger("The batch size", batchSize, 1);
  const examples = Array.from({ length: batchSize }, (_, i) =>
    example(task, { ...first, index: first.index + i }),
  );
  return encodeBatch(task, examples, blockSize);
}
