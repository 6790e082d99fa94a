/** @file Lets a decoder answer examples, in batches. */
import type { Example, Task } from "@trm/tasks";
import type { Decoder } from "./decoder";
import { EvaluationError } from "./errors";
import type { ScoredItem } from "./metrics/score";

/** How to ask. */
export interface CollectOptions {
  /** The task, whose alphabet encodes the prompts. */
  readonly task: Task;
  /** Examples of one length. */
  readonly examples: readonly Example[];
  readonly decoder: Decoder;
  /** Most examples per request. */
  readonly batchSize: number;
  /** Softmax temperature; 0 or absent is greedy. */
  readonly temperature?: number;
  /** Seed of the sampling. */
  readonly seed?: number;
  /** Called after each batch. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
  /** Stops between batches with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** How far an evaluation is. */
export interface EvaluationProgress {
  /** Examples answered. */
  readonly done: number;
  /** All examples. */
  readonly count: number;
}

/** An example with the answer that a decoder gave. */
export interface AnsweredItem extends ScoredItem {
  readonly prompt: string;
}

/** All answers. */
export interface CollectedAnswers {
  /** In the examples' order. */
  readonly items: AnsweredItem[];
  /** Mean recurrence steps used, over examples; absent for a model without halting. */
  readonly meanActSteps?: number;
}

/** As few batches as batchSize allows, as equal as possible: 100 by 64 is 50 and 50, so that none is small and slow. */
const cutEvenly = <T>(items: readonly T[], batchSize: number): T[][] => {
  const batches = Math.ceil(items.length / batchSize);
  const size = Math.ceil(items.length / batches);
  return Array.from({ length: batches }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
};

/** Asks for exactly as many characters as the target has, as the reference does. */
const answerBatch = async (
  { task, decoder, temperature, seed }: CollectOptions,
  examples: readonly Example[],
  index: number,
): Promise<CollectedAnswers> => {
  const { alphabet } = task;
  const maxNewTokens = alphabet.encode(examples[0]?.answer ?? "").length;
  const { tokens, actSteps } = await decoder.decode({
    prompts: examples.map(({ prompt }) => alphabet.encode(prompt)),
    maxNewTokens,
    temperature,
    seed,
    index,
  });
  if (
    tokens.length !== examples.length ||
    tokens.some((answer) => answer.length !== maxNewTokens)
  )
    throw new EvaluationError(
      `The decoder must give ${maxNewTokens} new tokens for each of ${examples.length} prompts, but gave ${tokens.length} answers of lengths ${[...new Set(tokens.map((answer) => answer.length))].join(", ")}: follow the Decoder interface.`,
    );
  const items = examples.map(({ prompt, answer }, b) => ({
    prompt,
    target: answer,
    answer: alphabet.decode(tokens[b] ?? []),
  }));
  return { items, meanActSteps: actSteps };
};

/**
 * Lets a decoder answer examples.
 *
 * @throws {EvaluationError} when batchSize is not a positive integer, there is no example, or the decoder gives another number of tokens
 */
export const collectAnswers = async (
  options: CollectOptions,
): Promise<CollectedAnswers> => {
  const { examples, batchSize, onProgress, signal } = options;
  if (!(Number.isSafeInteger(batchSize) && batchSize >= 1))
    throw new EvaluationError(
      `The batch size must be an integer of 1 or more, but is ${batchSize}: 64 suits most machines.`,
    );
  if (examples.length === 0)
    throw new EvaluationError(
      "An evaluation must have 1 example or more, but has 0: raise the count.",
    );
  const items: AnsweredItem[] = [];
  let actSteps: number | undefined;
  for (const batch of cutEvenly(examples, batchSize)) {
    signal?.throwIfAborted();
    const answers = await answerBatch(options, batch, items.length);
    for (const item of answers.items) items.push(item);
    if (answers.meanActSteps !== undefined)
      actSteps = (actSteps ?? 0) + answers.meanActSteps * batch.length;
    onProgress?.({ done: items.length, count: examples.length });
  }
  return actSteps === undefined
    ? { items }
    : { items, meanActSteps: actSteps / items.length };
};
