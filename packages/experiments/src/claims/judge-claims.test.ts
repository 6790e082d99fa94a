import { describe, expect, it } from "vitest";
import type { Claim } from "../suite/schema";
import { judgeClaims } from "./judge-claims";
import type { JudgedClaim } from "./judged-claim";
import { type GivenCell, resultSweep } from "./testing/result-sweep";

const DENSE = { arch: "dense" };
const TRM = { arch: "trm" };
const common = { id: "c", text: "As the test says.", metric: "charAcc" };

const reaches = (value: number, more: Partial<Claim> = {}): Claim => ({
  ...{ ...common, kind: "reaches", cell: DENSE, value },
  ...(more.minimumSeeds !== undefined && { minimumSeeds: more.minimumSeeds }),
});
const below = (value: number): Claim => ({
  ...{ ...common, kind: "below", cell: DENSE, value },
});
const better = (by?: number, minimumSeeds?: number): Claim => ({
  ...{ ...common, kind: "better", cell: DENSE, than: TRM },
  ...{ by, minimumSeeds },
});
const equalWithin = (within: number): Claim => ({
  ...{ ...common, kind: "equal-within", cell: DENSE, than: TRM, within },
});

const judge = (cells: readonly GivenCell[], claim: Claim): JudgedClaim =>
  judgeClaims(resultSweep(cells, [claim]))[0]!;
const dense = (...accuracies: (number | undefined)[]): GivenCell => ({
  ...{ labels: DENSE, accuracies },
});
const trm = (...accuracies: (number | undefined)[]): GivenCell => ({
  ...{ labels: TRM, accuracies, examples: "others" },
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
