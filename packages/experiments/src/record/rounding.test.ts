import type { Evaluation } from "@trm/eval";
import { expect, it } from "vitest";
import { rounded, roundedParts } from "./rounding";

const interval = { lower: 1 / 7, upper: 1 };

const evaluation: Evaluation = {
  ...{ task: "copy", length: 3, count: 30_003, seed: 1, temperature: 0 },
  examplesHash: "0",
  metrics: { charAcc: 1 / 3, seqAcc: 0, firstCharAcc: 0, lastCharAcc: 0 },
  intervals: { charAcc: interval, seqAcc: interval },
  correctCharacters: [1, 3],
  perPosition: [{ position: 0, count: 30_003, accuracy: 1 / 3, interval }],
  perDifficulty: {
    name: "carries",
    groups: [
      {
        ...{ difficulty: 2, count: 30_003, charCount: 90_009 },
        ...{ seqAcc: 2 / 3, seqInterval: interval, charAcc: 1 / 3 },
      },
    ],
  },
};

it("positions and difficulties have 4 significant digits, counts and whole answers all of theirs", () => {
  expect(roundedParts(evaluation)).toEqual({
    ...evaluation,
    perPosition: [
      {
        ...{ position: 0, count: 30_003, accuracy: 0.3333 },
        interval: { lower: 0.1429, upper: 1 },
      },
    ],
    perDifficulty: {
      name: "carries",
      groups: [
        {
          ...{ difficulty: 2, count: 30_003, charCount: 90_009 },
          ...{ seqAcc: 0.6667, charAcc: 0.3333 },
          seqInterval: { lower: 0.1429, upper: 1 },
        },
      ],
    },
  });
  expect(rounded(0)).toBe(0);
  expect(rounded(0.000123456)).toBe(0.0001235);
});
