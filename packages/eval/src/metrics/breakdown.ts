/** @file Accuracy broken down by answer position and by difficulty. */
import { MetricsError } from "./errors";
import { type Interval, wilsonInterval } from "./intervals";
import {
  markAnswers,
  type ScoredItem,
  tallyCharacters,
  tallySequences,
} from "./score";

/** How often one position of the answer is right. */
export interface PositionAccuracy {
  /** Position in the answer, from 0. */
  readonly position: number;
  /** Answers whose target has this position. */
  readonly count: number;
  /** Fraction of them that are right there. */
  readonly accuracy: number;
  /** Wilson's 95 % interval: at one position the examples are independent. */
  readonly interval: Interval;
}

/**
 * Accuracy at each position of the answer.
 *
 * @returns One entry per position of the longest target, in order.
 * @throws MetricsError when there is no item, or a target is empty.
 */
export const accuracyPerPosition = (
  items: readonly ScoredItem[],
): PositionAccuracy[] => {
  const marks = markAnswers(items);
  const longest = marks.reduce((n, m) => Math.max(n, m.correct.length), 0);
  return Array.from({ length: longest }, (_, position) => {
    const here = marks.filter(({ correct }) => position < correct.length);
    const count = here.length;
    const correct = here.filter((mark) => mark.correct[position]).length;
    return {
      position,
      count,
      accuracy: correct / count,
      interval: wilsonInterval({ correct, count }),
    };
  });
};

/** Accuracy of the examples of one difficulty. */
export interface DifficultyAccuracy {
  /** The difficulty, as the task counts it. */
  readonly difficulty: number;
  /** Examples of this difficulty. */
  readonly count: number;
  /** Fraction of them that are right as a whole. */
  readonly seqAcc: number;
  /** Wilson's 95 % interval of `seqAcc`. */
  readonly seqInterval: Interval;
  /** Characters in their targets. */
  readonly charCount: number;
  /** Fraction of these characters that are right. */
  readonly charAcc: number;
}

/**
 * Accuracy at each difficulty.
 *
 * @param items - At least one target with its answer.
 * @param difficulties - One number per item, in the same order.
 * @returns One entry per difficulty that occurs, easiest (smallest) first.
 * @throws MetricsError when the lengths differ, there is no item, or a target is empty.
 */
export const accuracyPerDifficulty = (
  items: readonly ScoredItem[],
  difficulties: readonly number[],
): DifficultyAccuracy[] => {
  if (items.length !== difficulties.length) {
    throw new MetricsError(
      `Every item needs one difficulty, received ${items.length} items and ${difficulties.length} difficulties; pass them in the same order.`,
    );
  }
  const marks = markAnswers(items);
  const levels = [...new Set(difficulties)].sort((a, b) => a - b);
  return levels.map((difficulty) => {
    const group = marks.filter((_, i) => difficulties[i] === difficulty);
    const sequences = tallySequences(group);
    const characters = tallyCharacters(group);
    return {
      difficulty,
      count: sequences.count,
      seqAcc: sequences.correct / sequences.count,
      seqInterval: wilsonInterval(sequences),
      charCount: characters.count,
      charAcc: characters.correct / characters.count,
    };
  });
};
