import { uniform } from "@trm/eval/metrics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import { StatisticsError } from "./errors";
import { meanInterval } from "./mean-interval";

const accuracies = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), {
  minLength: 2,
  maxLength: 12,
});

describe("meanInterval", () => {
  it.each(golden.means)(
    "of $values is scipy's",
    ({ values, mean, sd, low, high }) => {
      const found = meanInterval(values);
      expect(found.n).toBe(values.length);
      expect(found.mean).toBeCloseTo(mean, 12);
      expect(found.sd).toBeCloseTo(sd, 12);
      expect(found.low).toBeCloseTo(low, 9);
      expect(found.high).toBeCloseTo(high, 9);
    },
  );

  it("of one seed has no interval", () => {
    expect(meanInterval([0.25])).toEqual({ n: 1, mean: 0.25, clipped: false });
  });

  it("of equal seeds is that value to the last digit, without width", () => {
    expect(meanInterval([0.1, 0.1, 0.1])).toEqual({
      ...{ n: 3, mean: 0.1, sd: 0, low: 0.1, high: 0.1, clipped: false },
    });
  });

  it("ends at the bounds, and says that it was cut", () => {
    const { low, high, clipped } = meanInterval([0.9, 1, 1], [0, 1]);
    expect(low).toBeCloseTo(0.8232, 4);
    expect(high).toBe(1);
    expect(clipped).toBe(true);
    expect(meanInterval([0.5, 0.51, 0.5], [0, 1]).clipped).toBe(false);
  });

  it("holds the mean, does not depend on the order, and turns with the sign", () => {
    fc.assert(
      fc.property(accuracies, (values) => {
        const found = meanInterval(values);
        expect(found.low).toBeLessThanOrEqual(found.mean);
        expect(found.high).toBeGreaterThanOrEqual(found.mean);
        const turned = meanInterval(values.toReversed());
        expect(turned.low).toBeCloseTo(found.low!, 9);
        const mirrored = meanInterval(values.map((value) => -value));
        expect(mirrored.low).toBeCloseTo(-found.high!, 9);
      }),
    );
  });

  it("covers the true mean of normal seeds 95 % of the time, with 3 seeds and with 8", () => {
    for (const n of [3, 8]) {
      const trials = 2000;
      let covered = 0;
      for (let trial = 0; trial < trials; trial++) {
        const values = Array.from({ length: n }, (_, i) => normal(trial, i));
        const { low, high } = meanInterval(values);
        if (low! <= 0 && 0 <= high!) covered += 1;
      }
      // The standard error of 2000 trials at 95 % is 0.5 %.
      expect(covered / trials).toBeGreaterThan(0.935);
      expect(covered / trials).toBeLessThan(0.965);
    }
  });

  it("refuses no seeds, and results that are no numbers", () => {
    expect(() => meanInterval([])).toThrow(StatisticsError);
    expect(() => meanInterval([1, NaN])).toThrow("received [1, NaN]");
  });
});

/** A standard normal number of Box and Muller. */
function normal(trial: number, i: number): number {
  const radius = Math.sqrt(-2 * Math.log(uniform(1, trial, i)));
  return radius * Math.cos(2 * Math.PI * uniform(2, trial, i));
}
