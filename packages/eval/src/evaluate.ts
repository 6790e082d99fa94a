/** @file One evaluation: examples, answers, metrics, intervals. */
import type { Task } from "@trm/tasks";
import { collectAnswers, type EvaluationProgress } from "./collect-answers";
import type { Decoder } from "./decoder";
import { EvaluationError } from "./errors";
import { evaluationSet, hashExamples } from "./evaluation-set";
import {
  accuracyPerDifficulty,
  accuracyPerPosition,
  type DifficultyAccuracy,
  type PositionAccuracy,
} from "./metrics/breakdown";
import { computeMetrics, type Metrics } from "./metrics/compute-metrics";
import {
  bootstrapInterval,
  type Interval,
  wilsonInterval,
} from "./metrics/intervals";
import {
  markAnswers,
  type ScoredItem,
  tallyCharacters,
  tallySequences,
} from "./metrics/score";

/** What to evaluate, and on what. */
export interface EvaluateOptions {
  readonly task: Task;
  readonly decoder: Decoder;
  /** Task length; 1 or more. */
  readonly length: number;
  /** Number of examples; 1 or more. */
  readonly count: number;
  /** Most examples decoded at once; no answer depends on it. */
  readonly batchSize: number;
  /** Seed of the examples, of the sampling and of the bootstrap. */
  readonly seed: number;
  /** Softmax temperature; 0 or absent is greedy. The reference samples at 1. */
  readonly temperature?: number;
  /** Called after each batch. */
  readonly onProgress?: (progress: EvaluationProgress) => void;
  /** Stops between batches with the signal's reason. */
  readonly signal?: AbortSignal;
}

/** What an evaluation found; plain data, ready for JSON. */
export interface Evaluation {
  /** Name of the task. */
  readonly task: string;
  /** Task length. */
  readonly length: number;
  /** Number of examples. */
  readonly count: number;
  readonly seed: number;
  /** Softmax temperature; 0 is greedy. */
  readonly temperature: number;
  /** SHA-256 of the examples: equal in two reports that asked the same questions. */
  readonly examplesHash: string;
  /** The reference's metrics. */
  readonly metrics: Metrics;
  /** 95 % intervals. */
  readonly intervals: {
    /** Bootstrap over examples: characters of one answer are dependent. */
    readonly charAcc: Interval;
    /** Wilson's: examples are independent. */
    readonly seqAcc: Interval;
  };
  /**
   * Right characters of each example's answer, in the examples' order, so that two models can be compared example by
   * example; absent in evaluations that were written before there was such a list.
   */
  readonly correctCharacters?: readonly number[];
  /** Accuracy at each position of the answer. */
  readonly perPosition: readonly PositionAccuracy[];
  /** Accuracy at each difficulty; absent when the task has none. */
  readonly perDifficulty?: {
    /** What the difficulty counts. */
    readonly name: string;
    readonly groups: readonly DifficultyAccuracy[];
  };
  /** Mean recurrence steps used before halting; absent for a model without halting. */
  readonly meanActSteps?: number;
}

/** The marks of every example, and the intervals that they give. */
const marksOf = (
  items: readonly ScoredItem[],
  seed: number,
): Pick<Evaluation, "intervals" | "correctCharacters"> => {
  const marks = markAnswers(items);
  const tallies = marks.map((mark) => tallyCharacters([mark]));
  return {
    intervals: {
      charAcc: bootstrapInterval(tallies, { seed }),
      seqAcc: wilsonInterval(tallySequences(marks)),
    },
    correctCharacters: tallies.map(({ correct }) => correct),
  };
};

/**
 * Evaluates a decoder on prompts that training never sees.
 *
 * It generates exactly as many characters as the right answer has and compares them one by one.
 *
 * Differs: the reference's evaluation examples at the training length are its first training examples; these are of the split `eval`.
 *
 * @throws {EvaluationError} when count or batchSize is not a positive integer
 * @throws whatever `example` throws for a bad length or seed, and the decoder for sequences beyond its model
 */
export const evaluate = async (
  options: EvaluateOptions,
): Promise<Evaluation> => {
  const { task, length, count, seed, temperature = 0 } = options;
  if (!(Number.isSafeInteger(count) && count >= 1))
    throw new EvaluationError(
      `The number of examples must be an integer of 1 or more, but is ${count}: 256 gives intervals of a few percent.`,
    );
  const examples = evaluationSet(task, { length, seed, count });
  const { items, meanActSteps } = await collectAnswers({
    ...options,
    examples,
  });
  const { difficulty } = task;
  return {
    task: task.name,
    length,
    count,
    seed,
    temperature,
    examplesHash: await hashExamples(examples),
    metrics: computeMetrics(items),
    ...marksOf(items, seed),
    perPosition: accuracyPerPosition(items),
    perDifficulty: difficulty && {
      name: difficulty.name,
      groups: accuracyPerDifficulty(
        items,
        items.map(({ prompt }) => difficulty.of(prompt)),
      ),
    },
    meanActSteps,
  };
};
