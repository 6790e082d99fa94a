/** @file Marks one answer against its target; every metric counts these marks. */
import { MetricsError } from "./errors";

/** A question's right answer and the answer a model gave. */
export interface ScoredItem {
  /** The right answer; at least one character. */
  readonly target: string;
  /** What the model said. */
  readonly answer: string;
}

/** The marks of one answer. */
export interface Marks {
  /** For each character of the target: does the answer have it at this position? */
  readonly correct: readonly boolean[];
  /** Is the answer the target, with nothing missing and nothing added? */
  readonly exact: boolean;
}

/**
 * Compares an answer with its target, character by character from the start.
 *
 * correct[i] = (answer[i] = target[i]); a missing character is wrong, and characters beyond the target spoil only `exact`.
 * A character is a Unicode code point.
 *
 * Differs: the reference always generates as many characters as the target has, so it says nothing about other lengths.
 *
 * @throws MetricsError when the target is empty.
 */
export const markAnswer = ({ target, answer }: ScoredItem): Marks => {
  const expected = [...target];
  const given = [...answer];
  if (expected.length === 0) {
    throw new MetricsError(
      `A target must have at least one character, received "" with the answer ${JSON.stringify(answer)}; leave such items out.`,
    );
  }
  return {
    correct: expected.map((character, i) => character === given[i]),
    exact: target === answer,
  };
};

/**
 * Marks all answers.
 *
 * @throws MetricsError when there are none, or a target is empty.
 */
export const markAnswers = (items: readonly ScoredItem[]): Marks[] => {
  if (items.length === 0) {
    throw new MetricsError(
      "An accuracy needs at least one answer, received none; evaluate at least one example.",
    );
  }
  return items.map(markAnswer);
};

/** Right answers among all answers of a kind. */
export interface Tally {
  readonly correct: number;
  readonly count: number;
}

/** Counts the characters that are right, and all characters. */
export const tallyCharacters = (marks: readonly Marks[]): Tally => {
  let correct = 0;
  let count = 0;
  for (const mark of marks) {
    count += mark.correct.length;
    for (const right of mark.correct) if (right) correct += 1;
  }
  return { correct, count };
};

/** Counts the answers that are right as a whole, and all answers. */
export const tallySequences = (marks: readonly Marks[]): Tally => ({
  correct: marks.filter(({ exact }) => exact).length,
  count: marks.length,
});
