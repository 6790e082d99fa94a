/** @file What a record says in fewer digits than were computed. */
import type { Evaluation } from "@trm/eval";

const DIGITS = 4;

/** 4 significant digits: more than the noise of any evaluation, and a record stays small. */
export const rounded = (value: number): number =>
  Number(value.toPrecision(DIGITS));

type Part = Evaluation["perPosition"][number];

const roundedInterval = ({ lower, upper }: Part["interval"]) => ({
  lower: rounded(lower),
  upper: rounded(upper),
});

/**
 * An evaluation with {@link rounded} numbers per position and difficulty, which are most of a record; those of the whole
 * answers stay as they are.
 */
export function roundedParts(evaluation: Evaluation): Evaluation {
  const { perPosition, perDifficulty } = evaluation;
  return {
    ...evaluation,
    perPosition: perPosition.map((part) => ({
      ...part,
      accuracy: rounded(part.accuracy),
      interval: roundedInterval(part.interval),
    })),
    ...(perDifficulty && {
      perDifficulty: {
        ...perDifficulty,
        groups: perDifficulty.groups.map((group) => ({
          ...group,
          seqAcc: rounded(group.seqAcc),
          charAcc: rounded(group.charAcc),
          seqInterval: roundedInterval(group.seqInterval),
        })),
      },
    }),
  };
}
