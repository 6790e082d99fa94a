import { describe, expect, it } from "vitest";
import { meanInterval } from "../../statistics/mean-interval";
import { meanWords, operations, percent, short, whole } from "./format";

describe("numbers of figures", () => {
  it("have fixed digits", () => {
    expect(percent(0.9712)).toBe("97.1");
    expect([999, 1000, 1234567.4].map(whole)).toEqual([
      "999",
      "1,000",
      "1,234,567",
    ]);
    expect([0, 0.0123456, 1234.5, 99999, 123456, 2e-5].map(short)).toEqual([
      "0",
      "0.0123",
      "1,230",
      "100,000",
      "1.23e5",
      "2e-5",
    ]);
    expect(operations(1.2345e14)).toBe("1.23e14");
  });

  it("give a mean its interval, and one seed none", () => {
    expect(meanWords(meanInterval([0.5, 0.7]), percent, "%")).toBe(
      "60.0 % (-67.1 to 187.1), 2 seeds",
    );
    expect(meanWords(meanInterval([0.5]), percent, "%")).toBe(
      "50.0 %, one seed",
    );
  });
});
