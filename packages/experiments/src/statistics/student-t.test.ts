import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import { studentQuantile, studentTail } from "./student-t";

describe("Student's t", () => {
  it("has scipy's quantiles on a grid of 91 places", () => {
    expect(golden.student).toHaveLength(91);
    for (const { df, tail, t } of golden.student)
      expect(
        Math.abs(studentQuantile(tail, df) / t - 1),
        `df ${df}, tail ${tail}`,
      ).toBeLessThan(1e-9);
  });

  it("has a tail that undoes the quantile", () => {
    for (const { df, tail, t } of golden.student)
      expect(
        Math.abs(studentTail(t, df) / tail - 1),
        `df ${df}, tail ${tail}`,
      ).toBeLessThan(1e-9);
  });

  it("has the 4.303 of every table at 2 degrees of freedom", () => {
    expect(studentQuantile(0.05, 2)).toBeCloseTo(4.302653, 6);
  });
});
