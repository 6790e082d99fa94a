import { describe, expect, it } from "vitest";
import { quantile, speedup, summarize } from "./statistics";

describe("quantile", () => {
  it("is the middle value, or the mean of the two middle ones", () => {
    expect(quantile([9, 1, 5], 0.5)).toBe(5);
    expect(quantile([10, 1, 4, 2], 0.5)).toBe(3);
  });

  it("orders numbers as numbers", () => {
    expect(quantile([100, 20, 3], 0)).toBe(3);
    expect(quantile([100, 20, 3], 1)).toBe(100);
  });

  it("interpolates as NumPy does", () => {
    // numpy.quantile([1, 2, 4, 8], [0.1, 0.9])
    expect(quantile([8, 4, 2, 1], 0.1)).toBeCloseTo(1.3, 12);
    expect(quantile([8, 4, 2, 1], 0.9)).toBeCloseTo(6.8, 12);
  });

  it("of nothing is an error", () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });
});

describe("speedup", () => {
  it("is above 1 when ours takes less time", () => {
    expect(speedup(summarize([10]), summarize([16]))).toBeCloseTo(1.6, 12);
  });

  it("compares medians, so that one slow iteration changes nothing", () => {
    const ours = summarize([10, 10, 500]);
    expect(speedup(ours, summarize([20, 20, 20]))).toBe(2);
  });
});
