import { describe, expect, it } from "vitest";
import { accuracyPerDifficulty, accuracyPerPosition } from "./breakdown";
import { MetricsError } from "./errors";
import { wilsonInterval } from "./intervals";

const items = [
  { target: "1234", answer: "1234" },
  { target: "5678", answer: "5600" },
  { target: "9", answer: "0" },
];

describe("accuracyPerPosition", () => {
  it("counts each position over the targets that have it", () => {
    const positions = accuracyPerPosition(items);
    expect(
      positions.map(({ position, count, accuracy }) => [
        position,
        count,
        accuracy,
      ]),
    ).toEqual([
      [0, 3, 2 / 3],
      [1, 2, 1],
      [2, 2, 0.5],
      [3, 2, 0.5],
    ]);
    expect(positions[0]?.interval).toEqual(
      wilsonInterval({ correct: 2, count: 3 }),
    );
  });
});

describe("accuracyPerDifficulty", () => {
  it("groups by difficulty, smallest first, with counts of sequences and characters", () => {
    expect(accuracyPerDifficulty(items, [10, 2, 10])).toEqual([
      {
        difficulty: 2,
        count: 1,
        seqAcc: 0,
        seqInterval: wilsonInterval({ correct: 0, count: 1 }),
        charCount: 4,
        charAcc: 0.5,
      },
      {
        difficulty: 10,
        count: 2,
        seqAcc: 0.5,
        seqInterval: wilsonInterval({ correct: 1, count: 2 }),
        charCount: 5,
        charAcc: 0.8,
      },
    ]);
  });

  it("refuses a list of difficulties of another length", () => {
    expect(() => accuracyPerDifficulty(items, [1])).toThrow(MetricsError);
  });
});
