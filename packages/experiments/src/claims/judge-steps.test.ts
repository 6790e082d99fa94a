import { describe, expect, it } from "vitest";
import type { Claim } from "../suite/schema";
import { judge } from "./testing/judge";
import type { GivenCell } from "./testing/result-sweep";

const claim: Claim = {
  ...{ id: "c", text: "As the test says.", metric: "stepsTo99" },
  ...{ kind: "better", cell: { arch: "dense" }, than: { arch: "trm" } },
};
const quick = [
  [100, 0.4],
  [200, 1],
  [400, 1],
] as const;
const never = [
  [200, 0.4],
  [400, 0.6],
] as const;
const cell = (
  arch: string,
  curve: GivenCell["curve"],
  seeds = 3,
): GivenCell => ({
  ...{ labels: { arch }, curve },
  accuracies: Array<number>(seeds).fill(1),
});

describe("a claim that one cell gets there in fewer steps", () => {
  it("is decided by the log-rank test, with runs that never get there as censored", () => {
    const { verdict, sentence, p } = judge(
      [cell("dense", quick), cell("trm", never)],
      claim,
    );
    expect(verdict).toBe("holds");
    expect(p).toBeCloseTo(0.1, 12);
    expect(sentence).toBe(
      "dense against trm, steps to 99 % of the characters: median 200 (reached in all 3 seeds) against no median (not reached by step 400 in 3 of 3 seeds), log-rank by exact permutation, one-sided p = 0.05.",
    );
  });

  it("is refuted the other way round, and undecided between equals or with two seeds", () => {
    const worse = judge([cell("dense", never), cell("trm", quick)], claim);
    expect(worse.verdict).toBe("refuted");
    const same = judge([cell("dense", quick), cell("trm", quick)], claim);
    expect(same.verdict).toBe("undecided");
    const two = judge([cell("dense", quick, 2), cell("trm", never, 2)], {
      ...claim,
      minimumSeeds: 2,
    });
    expect(two.verdict).toBe("undecided");
  });

  it("says how many seeds were watched in vain, and up to where", () => {
    const shorter = [[200, 0.4]] as const;
    const { sentence, numbers } = judge(
      [
        cell("dense", quick, 1),
        { ...cell("dense", never, 1), seeds: [2] },
        { ...cell("dense", shorter, 1), seeds: [3] },
        cell("trm", never),
      ],
      claim,
    );
    expect(sentence).toContain(
      "no median (not reached by steps 200 to 400 in 2 of 3 seeds)",
    );
    expect(sentence).not.toMatch(/mean/);
    expect(numbers.means).toEqual([]);
    expect(numbers.steps?.[0]).toMatchObject({ n: 3, reached: 1 });
  });

  it("is the only kind of claim about steps, of which there is no mean", () => {
    const level = {
      kind: "reaches",
      cell: { arch: "dense" },
      value: 1,
    } as const;
    const { text, metric } = claim;
    const { verdict, sentence } = judge([cell("dense", quick)], {
      ...{ id: "c", text, metric, ...level },
    });
    expect(verdict).toBe("undecided");
    expect(sentence).toMatch(
      /^steps to 99 % .* have no mean .* use "better"\.$/,
    );
  });

  it("takes no margin, for which there is no test", () => {
    const cells = [cell("dense", quick), cell("trm", never)];
    const { verdict, sentence } = judge(cells, { ...claim, by: 100 });
    expect(verdict).toBe("undecided");
    expect(sentence).toContain("leave `by` out");
  });
});
