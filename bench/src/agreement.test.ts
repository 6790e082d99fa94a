import { describe, expect, it } from "vitest";
import { assertClose, largestDifference } from "./agreement";

describe("largestDifference", () => {
  it("is that of the pair that differs most", () => {
    expect(largestDifference([1, 2, 3], [1, 2.5, 2.75])).toBe(0.5);
  });

  it("is not finite for unequal lengths or a value that is not a number", () => {
    expect(largestDifference([1], [1, 2])).toBe(Infinity);
    expect(largestDifference([1, NaN, 3], [1, 2, 3])).toBeNaN();
  });
});

describe("assertClose", () => {
  it("refuses losses that differ by more than 1e-4", () => {
    expect(() => assertClose("PyTorch", "losses", [2.6001], [2.6003])).toThrow(
      /losses of PyTorch differ from ours by 2\.0e-4/,
    );
    expect(assertClose("PyTorch", "losses", [2.6], [2.60005])).toBeCloseTo(
      5e-5,
    );
  });

  it("refuses what is not a number", () => {
    expect(() => assertClose("PyTorch", "losses", [NaN], [1])).toThrow();
  });
});
