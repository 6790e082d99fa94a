import { describe, expect, it } from "vitest";
import { judgeClaim, listWords, type Outcome } from "./claim";

const CLAIM = {
  solves: ["dense", "ut"],
  fails: ["trm"],
  solvedAt: 0.99,
  failedBelow: 0.5,
};

const outcome = (arch: string, charAcc: number, seed = 1): Outcome => ({
  arch,
  title: arch.toUpperCase(),
  seed,
  charAcc,
});

describe("judgeClaim", () => {
  it("holds exactly at the solved bound and just below the failed one", () => {
    const results = [
      outcome("dense", 0.99),
      outcome("ut", 1),
      outcome("trm", 0.4999),
    ];
    expect(judgeClaim(CLAIM, results, 400)).toEqual({
      held: true,
      broken: [],
      sentence:
        "After 400 steps with one seed, the paper's ordering held: DENSE and UT reached 99.0 % or more of the characters, TRM less than 50.0 %.",
    });
  });

  it("names every architecture that broke it, and by how much", () => {
    const results = [
      outcome("dense", 0.9899),
      outcome("ut", 1),
      outcome("trm", 0.5),
    ];
    const verdict = judgeClaim(CLAIM, results, 400);
    expect(verdict.held).toBe(false);
    expect(verdict.broken).toEqual(["dense", "trm"]);
    expect(verdict.sentence).toBe(
      "After 400 steps with one seed, the paper's ordering did not hold: DENSE reached 98.99 % of the characters where 99.0 % or more was expected; TRM reached 50.00 % of the characters where less than 50.0 % was expected.",
    );
  });

  it("is broken by one bad seed of many, and by an architecture that was not run", () => {
    const results = [
      outcome("dense", 1, 1),
      outcome("dense", 0.2, 2),
      outcome("trm", 0.1, 1),
    ];
    expect(judgeClaim(CLAIM, results, 9).broken).toEqual(["dense", "ut"]);
  });

  it("is broken by an accuracy that is not a number", () => {
    const results = [
      outcome("dense", NaN),
      outcome("ut", 1),
      outcome("trm", NaN),
    ];
    expect(judgeClaim(CLAIM, results, 9).broken).toEqual(["dense", "trm"]);
  });

  it("lists words as sentences do", () => {
    expect(listWords(["a"])).toBe("a");
    expect(listWords(["a", "b", "c"])).toBe("a, b and c");
  });
});
