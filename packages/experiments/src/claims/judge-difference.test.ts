import { describe, expect, it } from "vitest";
import type { Claim } from "../suite/schema";
import { ACCURACY_CLAIM, DENSE, dense, judge, TRM, trm } from "./testing/judge";

const better = (by?: number, minimumSeeds?: number): Claim => ({
  ...{ ...ACCURACY_CLAIM, kind: "better", cell: DENSE, than: TRM },
  ...{ by, minimumSeeds },
});
const equalWithin = (within: number): Claim => ({
  ...{
    ...ACCURACY_CLAIM,
    kind: "equal-within",
    cell: DENSE,
    than: TRM,
    within,
  },
});

describe("a claim that one cell is better than another", () => {
  it("goes by Welch's interval where the examples differ", () => {
    const { verdict, sentence, numbers } = judge(
      [dense(0.9, 0.92, 0.94), trm(0.3, 0.33, 0.3)],
      better(),
    );
    expect(verdict).toBe("holds");
    expect(numbers.difference?.method).toBe("welch");
    expect(sentence).toContain("Welch, 3 and 3 seeds");
    expect(sentence).toContain("exact permutation test p = 0.1");
    expect(sentence).toContain("percentage points");
  });

  it("goes by pairs where seeds and examples are the same, and so sees what Welch does not", () => {
    const [a, b] = [
      [0.52, 0.62, 0.93],
      [0.5, 0.6, 0.9],
    ];
    const paired = judge(
      [dense(...a), { labels: TRM, accuracies: b }],
      better(),
    );
    expect(paired.numbers.difference?.method).toBe("paired");
    expect(paired.verdict).toBe("holds");
    expect(paired.sentence).toContain("paired t, 3 pairs");
    expect(paired.numbers.examples).toMatchObject({ seeds: 3, examples: 24 });
    expect(paired.sentence).toContain(
      "bootstrap over seeds and their examples 0.0 to 0.0, too narrow",
    );
    expect(judge([dense(...a), trm(...b)], better()).verdict).toBe("undecided");
    const otherSeeds = judge(
      [
        { ...dense(...a), examples: "others" },
        { ...trm(...b), seeds: [7, 8, 9] },
      ],
      better(),
    );
    expect(otherSeeds.numbers.difference?.method).toBe("welch");
  });

  it("goes by Welch's where all pairs differ by the very same, which is no proof of precision", () => {
    const { verdict, numbers } = judge(
      [
        dense(0.5, 0.625, 0.75),
        { labels: TRM, accuracies: [0.25, 0.375, 0.5] },
      ],
      better(),
    );
    expect(numbers.difference?.method).toBe("welch");
    expect(verdict).toBe("undecided");
  });

  it("needs its margin, and is refuted by the other way round", () => {
    const cells = [dense(0.9, 0.92, 0.94), trm(0.8, 0.82, 0.84)];
    expect(judge(cells, better(0.05)).verdict).toBe("holds");
    expect(judge(cells, better(0.05)).sentence).toContain(
      "The claim asks for more than +5.0 percentage points.",
    );
    expect(judge(cells, better(0.09)).verdict).toBe("undecided");
    expect(judge(cells, better(0.3)).verdict).toBe("refuted");
    const worse = [dense(0.1, 0.12, 0.11), trm(0.8, 0.82, 0.84)];
    expect(judge(worse, better()).verdict).toBe("refuted");
  });

  it("is decided by the exact test where no seed differs from another: three a side suffice, two do not", () => {
    const { verdict, sentence } = judge(
      [dense(1, 1, 1), trm(0.25, 0.25, 0.25)],
      better(),
    );
    expect(verdict).toBe("holds");
    expect(sentence).toContain("no spread over 3 and 3 seeds");
    expect(sentence).toContain("one-sided p = 0.05");
    const two = judge([dense(1, 1), trm(0, 0)], better(undefined, 2));
    expect(two.verdict).toBe("undecided");
    const worse = judge([dense(0, 0, 0), trm(1, 1, 1)], better());
    expect(worse.verdict).toBe("refuted");
  });

  it("is refuted without spread where it is better, but not by its margin", () => {
    const cells = [dense(0.5, 0.5, 0.5), trm(0.25, 0.25, 0.25)];
    expect(judge(cells, better(0.5)).verdict).toBe("refuted");
    expect(judge(cells, better(0.125)).verdict).toBe("holds");
  });

  it("is undecided where both are at the top of the scale", () => {
    const { verdict, sentence } = judge(
      [dense(1, 1, 1), trm(1, 1, 1)],
      better(),
    );
    expect(verdict).toBe("undecided");
    expect(sentence).toContain("all alike");
  });

  it("goes by the examples of a single seed where it allows one, and says what that means", () => {
    const { verdict, sentence } = judge(
      [dense(1), { labels: TRM, accuracies: [0.5] }],
      better(undefined, 1),
    );
    expect(verdict).toBe("holds");
    expect(sentence).toContain("bootstrap over its 8 examples 50.0 to 50.0");
    expect(sentence).toContain("says nothing about other seeds");
  });

  it("is undecided where one seed stands against several, or alone without shared examples", () => {
    const several = judge([dense(1), trm(0, 0, 0.1)], better(undefined, 1));
    expect(several.verdict).toBe("undecided");
    expect(several.sentence).toContain("1 against 3 seeds: no interval");
    const alone = judge([dense(1), trm(0)], better(undefined, 1));
    expect(alone.verdict).toBe("undecided");
    expect(alone.sentence).toContain("one seed a side: no interval");
    const equal = { ...equalWithin(0.05), minimumSeeds: 1 };
    expect(judge([dense(1), trm(1, 1, 1)], equal).verdict).toBe("undecided");
    expect(judge([dense(1), trm(0, 0, 0)], equal).verdict).toBe("undecided");
  });

  it("is undecided while either side lacks a planned seed", () => {
    const [high, low] = [
      [0.9, 0.92, 0.94],
      [0.3, 0.33, 0.3],
    ];
    const left = judge([dense(...high, undefined), trm(...low)], better());
    const right = judge([dense(...high), trm(...low, undefined)], better());
    expect([left.verdict, right.verdict]).toEqual(["undecided", "undecided"]);
  });

  it("turns from holds to refuted when the cells change places", () => {
    const [a, b] = [
      [0.9, 0.92, 0.94],
      [0.3, 0.33, 0.3],
    ];
    expect(judge([dense(...a), trm(...b)], better()).verdict).toBe("holds");
    expect(judge([dense(...b), trm(...a)], better()).verdict).toBe("refuted");
  });
});

describe("a claim that two cells are equal within a margin", () => {
  it.each([
    [[0.9, 0.91, 0.92], [0.9, 0.91, 0.93], "holds"],
    [[0.9, 0.5, 0.92], [0.9, 0.91, 0.3], "undecided"],
    [[0.9, 0.91, 0.92], [0.4, 0.41, 0.43], "refuted"],
    [[1, 1, 1], [1, 1, 1], "holds"],
    [[1, 1, 1], [0, 0, 0], "refuted"],
  ] as const)("of %j and %j %s", (a, b, verdict) => {
    expect(judge([dense(...a), trm(...b)], equalWithin(0.05)).verdict).toBe(
      verdict,
    );
  });

  it("needs three seeds a side without spread, whatever it allows", () => {
    const claim = { ...equalWithin(0.05), minimumSeeds: 2 };
    expect(judge([dense(1, 1), trm(1, 1)], claim).verdict).toBe("undecided");
    expect(judge([dense(1, 1, 1), trm(1, 1, 1)], claim).verdict).toBe("holds");
  });
});
