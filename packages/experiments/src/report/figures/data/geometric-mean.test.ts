import { describe, expect, it } from "vitest";
import { geometricMean } from "./geometric-mean";

describe("a geometric mean", () => {
  it("is the root of the product", () => {
    expect(geometricMean([1, 100])?.mean).toBeCloseTo(10, 9);
  });

  it("has Student's interval of the logarithms", () => {
    // ln 1, ln 100: mean 2.302585, sd 3.256346, t(0.975, 1) = 12.7062
    const { low = 0, high = 0 } = geometricMean([1, 100]) ?? {};
    const half = (12.706204736 * 3.25634693) / Math.SQRT2;
    expect(Math.log(high)).toBeCloseTo(2.302585093 + half, 5);
    expect(Math.log(low)).toBeCloseTo(2.302585093 - half, 5);
  });

  it("leaves zeros out, and says of how many it is", () => {
    const { n, mean } = geometricMean([4, 0, 1]) ?? {};
    expect(n).toBe(2);
    expect(mean).toBeCloseTo(2, 12);
  });

  it("of one number has no interval, of zeros alone there is none", () => {
    const { n, mean, low } = geometricMean([3]) ?? {};
    expect([n, low]).toEqual([1, undefined]);
    expect(mean).toBeCloseTo(3, 12);
    expect(geometricMean([0, 0])).toBeUndefined();
    expect(geometricMean([])).toBeUndefined();
  });
});
