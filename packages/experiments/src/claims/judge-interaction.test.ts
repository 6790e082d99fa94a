import { describe, expect, it } from "vitest";
import type { Claim } from "../suite/schema";
import { ACCURACY_CLAIM, judge } from "./testing/judge";
import type { GivenCell } from "./testing/result-sweep";

describe("a claim that two factors interact", () => {
  const claim: Claim = {
    ...{
      ...ACCURACY_CLAIM,
      kind: "interaction",
      factors: ["scale", "gradient"],
    },
    levels: [
      ["small", "large"],
      ["last", "full"],
    ],
  };
  const cell = (
    scale: string,
    gradient: string,
    accuracies: (number | undefined)[],
  ) => ({
    labels: { scale, gradient },
    accuracies,
  });
  const fourCells = (
    a: number[],
    b: number[],
    c: number[],
    d: (number | undefined)[],
  ): GivenCell[] => [
    cell("small", "last", a),
    cell("small", "full", b),
    cell("large", "last", c),
    cell("large", "full", d),
  ];
  const [none, all] = [
    [0.1, 0.1, 0.1],
    [1, 1, 1],
  ];

  it("holds where only both together solve the task: counts and tests are named", () => {
    const { verdict, sentence, numbers } = judge(
      fourCells(none, none, none, all),
      claim,
    );
    expect(verdict).toBe("holds");
    expect(numbers.interaction?.difference).toBeCloseTo(0.9, 12);
    expect(numbers.fisher?.[1]).toBeCloseTo(0.1, 12);
    expect(sentence).toContain("+90.0 percentage points");
    expect(sentence).toContain("exact synchronised permutation test p = 0.012");
    expect(sentence).toContain(
      "large, full 100.0 % in all 3 seeds, solved by 3 of 3 seeds",
    );
    expect(sentence).toContain(
      "Fisher's exact test of the solved seeds between the levels of scale: p = 1 and p = 0.1.",
    );
  });

  it("holds with spread by its interval and its exact test", () => {
    const { verdict, sentence } = judge(
      fourCells(
        [0.1, 0.12, 0.11],
        [0.12, 0.11, 0.13],
        [0.1, 0.13, 0.1],
        [0.8, 0.85, 0.9],
      ),
      claim,
    );
    expect(verdict).toBe("holds");
    expect(sentence).toContain("Satterthwaite");
  });

  it("holds in either direction, with the tests of the right cells", () => {
    const one = judge(fourCells(all, none, all, all), claim);
    expect(one.verdict).toBe("holds");
    expect(one.numbers.interaction?.difference).toBeCloseTo(0.9, 12);
    const other = judge(fourCells(all, all, all, none), claim);
    expect(other.verdict).toBe("holds");
    expect(other.numbers.interaction?.difference).toBeCloseTo(-0.9, 12);
    const main = judge(fourCells(none, all, none, all), claim);
    expect(main.verdict).toBe("undecided");
    expect(main.numbers.fisher).toEqual([1, 1]);
  });

  it("is undecided where its interval excludes 0 and the exact test does not agree", () => {
    const { verdict, numbers } = judge(
      fourCells(
        [0.5, 0.5, 0.5],
        [0.2, 0.7, 0.4],
        [0.1, 0.1, 0.4],
        [0.9, 0.6, 0.6],
      ),
      claim,
    );
    expect(numbers.interaction?.low).toBeGreaterThan(0.05);
    expect(numbers.interaction?.permutationP).toBeGreaterThan(0.05);
    expect(verdict).toBe("undecided");
  });

  it("is undecided without spread and without an exact test, and says why", () => {
    const { verdict, sentence, numbers } = judge(
      fourCells(none, none, none, [1, 1, 1, 1]),
      claim,
    );
    expect(numbers.interaction?.permutationP).toBeUndefined();
    expect(verdict).toBe("undecided");
    expect(sentence).toContain(
      "Without spread only the exact test decides, and there is none",
    );
  });

  it("says that either factor suffices where all cells but one end at the ceiling", () => {
    const words =
      "The three other cells all end at the ceiling, so the interaction says only that either suffices, large or full, not that one changes what the other does.";
    const either = fourCells(none, all, [0.99, 1, 1], all);
    expect(judge(either, claim).sentence).toContain(words);
    const turned = judge(fourCells(all, none, all, all), claim).sentence;
    expect(turned).toContain("either suffices, large or last,");
    const both = judge(fourCells(none, none, none, all), claim).sentence;
    expect(both).not.toContain("ceiling");
    const nearly = fourCells(none, all, [0.98, 0.98, 0.98], all);
    expect(judge(nearly, claim).sentence).not.toContain("ceiling");
  });

  it("is undecided where effects add up, and is never refuted", () => {
    const additive = fourCells(
      [0.1, 0.12, 0.14],
      [0.3, 0.32, 0.34],
      [0.5, 0.52, 0.54],
      [0.7, 0.72, 0.74],
    );
    expect(judge(additive, claim).verdict).toBe("undecided");
    expect(judge(fourCells(all, all, all, all), claim).verdict).toBe(
      "undecided",
    );
  });

  it("is undecided while a planned seed has no result", () => {
    const { verdict, sentence } = judge(
      fourCells(none, none, none, [...all, undefined]),
      claim,
    );
    expect(verdict).toBe("undecided");
    expect(sentence).toContain("Planned seeds without a result: 1");
    const spread = fourCells(
      [0.1, 0.12, 0.11],
      [0.12, 0.11, 0.13],
      [0.1, 0.13, 0.1],
      [0.8, 0.85, 0.9, undefined],
    );
    expect(judge(spread, claim).verdict).toBe("undecided");
  });

  it("needs three seeds per cell, whatever it allows", () => {
    const two = fourCells([0, 0], [0, 0], [0, 0], [1, 1]);
    const { verdict, sentence } = judge(two, { ...claim, minimumSeeds: 1 });
    expect(verdict).toBe("undecided");
    expect(sentence).toContain("fewer than 3 decide nothing");
  });
});
