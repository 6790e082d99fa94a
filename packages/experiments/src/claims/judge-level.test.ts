import { describe, expect, it } from "vitest";
import type { Claim } from "../suite/schema";
import { ACCURACY_CLAIM, DENSE, dense, judge, trm } from "./testing/judge";

const reaches = (value: number, more: Partial<Claim> = {}): Claim => ({
  ...{ ...ACCURACY_CLAIM, kind: "reaches", cell: DENSE, value },
  ...(more.minimumSeeds !== undefined && { minimumSeeds: more.minimumSeeds }),
});
const below = (value: number): Claim => ({
  ...{ ...ACCURACY_CLAIM, kind: "below", cell: DENSE, value },
});

describe("a claim that a cell reaches a value", () => {
  it("holds where the whole interval is there, and says mean, interval, n and count", () => {
    const { verdict, sentence } = judge(
      [dense(0.995, 0.996, 0.997)],
      reaches(0.99),
    );
    expect(verdict).toBe("holds");
    expect(sentence).toBe(
      "dense: characters right 99.6 % (95 % interval 99.4 to 99.8 %, 3 seeds); 99.0 % or more in 3 of 3 seeds (95 % Clopper-Pearson interval 29.2 to 100.0 %).",
    );
  });

  it("holds where all seeds are alike, and says so instead of an interval", () => {
    const { verdict, sentence } = judge([dense(1, 1, 1)], reaches(0.99));
    expect(verdict).toBe("holds");
    expect(sentence).toContain("100.0 % in all 3 seeds");
    expect(sentence).not.toContain("95 % interval");
  });

  it("holds by the count where the interval leaves the scale and all seeds agree", () => {
    const { verdict, sentence } = judge([dense(0.992, 1, 1)], reaches(0.99));
    expect(verdict).toBe("holds");
    expect(sentence).toContain("98.6 to 100.0 %, cut to what is possible");
  });

  it("is undecided where the interval holds the value, and refuted below it", () => {
    expect(judge([dense(0.8, 0.9, 0.95)], reaches(0.9)).verdict).toBe(
      "undecided",
    );
    expect(judge([dense(0.4, 0.41, 0.42)], reaches(0.9)).verdict).toBe(
      "refuted",
    );
  });

  it("is undecided by fewer than three seeds however clear they are, and says why", () => {
    const { verdict, sentence } = judge([dense(1, 1, undefined)], reaches(0.5));
    expect(verdict).toBe("undecided");
    expect(sentence).toBe(
      "dense has characters right of 2 of 3 planned seeds (1 not yet done), and fewer than 3 decide nothing.",
    );
  });

  it("is decided by one seed only where it allows that, and says that there is no interval", () => {
    const { verdict, sentence } = judge(
      [dense(1)],
      reaches(0.99, { minimumSeeds: 1 }),
    );
    expect(verdict).toBe("holds");
    expect(sentence).toContain("100.0 % (one seed: no interval)");
  });

  it("is undecided while a planned seed has no result, and says which have failed", () => {
    const { verdict, sentence, numbers } = judge(
      [{ ...dense(1, 1, 1, undefined, undefined, undefined), failed: [5] }],
      reaches(0.9),
    );
    expect(verdict).toBe("undecided");
    expect(sentence).toContain(
      "Planned seeds without a result: 1 failed, 2 not yet done; nothing is decided without them.",
    );
    expect(numbers.means[0]?.n).toBe(3);
  });

  it("is undecided where no run, or no run with the metric, is there", () => {
    const nobody = judge([trm(1, 1, 1)], reaches(0.9));
    expect(nobody.sentence).toBe("No run of the plan is dense.");
    const claim = { ...reaches(0.9), metric: "beauty" };
    const { verdict, sentence } = judge([dense(1, 1, 1)], claim);
    expect(verdict).toBe("undecided");
    expect(sentence).toContain(
      "dense has beauty of 0 of 3 planned seeds (3 without this number)",
    );
  });

  it("counts a seed once where a selector covers several configurations", () => {
    const cells = [
      { ...dense(0.5, 0.6, 0.7), labels: { ...DENSE, rate: "low" } },
      {
        ...dense(0.7, 0.8, undefined),
        labels: { ...DENSE, rate: "high" },
        learningRate: 0.002,
      },
    ];
    const { numbers } = judge(cells, { ...reaches(0.9), minimumSeeds: 2 });
    expect(numbers.means[0]).toMatchObject({ n: 2 });
    expect(numbers.means[0]?.mean).toBeCloseTo(0.65, 12);
  });
});

describe("a claim that a cell stays below a value", () => {
  it.each([
    [[0.1, 0.12, 0.11], "holds"],
    [[0.9, 0.92, 0.91], "refuted"],
    [[0.4, 0.6, 0.5], "undecided"],
    [[0.3, 0.45, 0.49], "undecided"],
    [[0, 0, 0.3], "undecided"],
    [[0.05, 0.2, 0.45], "undecided"],
    [[0.02, 0.02, 0.49], "undecided"],
    [[0.3, 0.4, 0.45], "undecided"],
    [[0.55, 0.9, 0.99], "undecided"],
  ] as const)("of %j against 0.5 %s", (values, verdict) => {
    expect(judge([dense(...values)], below(0.5)).verdict).toBe(verdict);
  });

  it("is decided by the count only where the interval is cut at the end that the value is near", () => {
    const low = [0, 0, 0.03];
    expect(judge([dense(...low)], below(0.04)).verdict).toBe("holds");
    const high = [0.9, 0.97, 0.985];
    expect(judge([dense(...high)], below(0.99)).verdict).toBe("undecided");
    expect(judge([dense(0.97, 1, 1)], reaches(0.95)).verdict).toBe("holds");
    expect(judge([dense(0.92, 1, 1)], reaches(0.9)).verdict).toBe("undecided");
  });
});
