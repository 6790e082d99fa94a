/** @file The reference's metrics. */
import { type Marks, markAnswers, type ScoredItem } from "./score";

/** Accuracies, each a fraction in [0, 1]. */
export interface Metrics {
  /** Right characters among all characters of all targets. */
  readonly charAcc: number;
  /** Answers that are right as a whole. */
  readonly seqAcc: number;
  /** Right first characters. */
  readonly firstCharAcc: number;
  /** Right last characters. */
  readonly lastCharAcc: number;
  /** Right characters in the target's first quarter; absent when no target has 4 characters. */
  readonly posQ1Acc?: number;
  /** The same of the second quarter. */
  readonly posQ2Acc?: number;
  /** The same of the third quarter. */
  readonly posQ3Acc?: number;
  /** The same of the last quarter. */
  readonly posQ4Acc?: number;
}

const QUARTERS = 4;

const fraction = (flags: readonly boolean[]): number =>
  flags.filter(Boolean).length / flags.length;

/** The marks in one quarter of a target: positions floor(n q / 4) up to floor(n (q + 1) / 4). */
const quarter = ({ correct }: Marks, q: number): readonly boolean[] =>
  correct.length < QUARTERS
    ? []
    : correct.slice(
        Math.floor((correct.length * q) / QUARTERS),
        Math.floor((correct.length * (q + 1)) / QUARTERS),
      );

const quarterAccuracies = (
  marks: readonly Marks[],
): Pick<Metrics, "posQ1Acc" | "posQ2Acc" | "posQ3Acc" | "posQ4Acc"> => {
  const accuracy = (q: number) =>
    fraction(marks.flatMap((mark) => quarter(mark, q)));
  return marks.some(({ correct }) => correct.length >= QUARTERS)
    ? {
        posQ1Acc: accuracy(0),
        posQ2Acc: accuracy(1),
        posQ3Acc: accuracy(2),
        posQ4Acc: accuracy(3),
      }
    : {};
};

/**
 * The reference's metrics of a list of answers.
 *
 * Accuracies pool characters, so targets of unequal length weigh by their characters (the reference has equal lengths).
 * Quarter q of a target of n characters holds the positions floor(n q / 4) up to, but without, floor(n (q + 1) / 4);
 * a target of fewer than 4 characters has no quarters.
 * A missing character is wrong; a character beyond the target only makes the sequence wrong.
 *
 * @param items - At least one target with its answer.
 * @throws MetricsError when there is no item, or a target is empty.
 */
export const computeMetrics = (items: readonly ScoredItem[]): Metrics => {
  const marks = markAnswers(items);
  return {
    charAcc: fraction(marks.flatMap(({ correct }) => correct)),
    seqAcc: fraction(marks.map(({ exact }) => exact)),
    firstCharAcc: fraction(marks.map(({ correct }) => correct[0] === true)),
    lastCharAcc: fraction(marks.map(({ correct }) => correct.at(-1) === true)),
    ...quarterAccuracies(marks),
  };
};
