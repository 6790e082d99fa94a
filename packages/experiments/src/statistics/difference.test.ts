import { uniform } from "@trm/eval/metrics";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import {
  type Difference,
  pairedDifference,
  pairUp,
  welchDifference,
} from "./difference";
import { StatisticsError } from "./errors";

type Expected = Required<
  Pick<Difference, "difference" | "df" | "p" | "low" | "high">
>;

const expectDifference = (found: Difference, expected: Expected): void => {
  for (const key of ["difference", "df", "p", "low", "high"] as const)
    expect(found[key], key).toBeCloseTo(expected[key], 8);
};

/** Accuracies over 256 characters. */
const accuracy = fc.integer({ min: 0, max: 256 }).map((right) => right / 256);
const values = fc.array(accuracy, {
  minLength: 2,
  maxLength: 8,
});

describe("welchDifference", () => {
  it.each(golden.welch)("of $a and $b is scipy's", ({ a, b, ...expected }) => {
    expectDifference(welchDifference(a, b), expected);
  });

  it("turns its sign when the sides change", () => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const one = welchDifference(a, b);
        const other = welchDifference(b, a);
        expect(other.difference).toBeCloseTo(-one.difference, 12);
        expect(other.low).toBeCloseTo(-one.high!, 8);
        expect(other.p ?? 1).toBeCloseTo(one.p ?? 1, 8);
      }),
    );
  });

  it("has no interval with one seed a side, and none with a width without spread", () => {
    expect(welchDifference([1], [0, 0.5]).low).toBeUndefined();
    expect(welchDifference([1, 1, 1], [0.25, 0.25])).toEqual({
      ...{ method: "welch", n: [3, 2], difference: 0.75, low: 0.75 },
      ...{ high: 0.75, clipped: false, degenerate: true },
    });
  });

  it("ends at the bounds", () => {
    const { high, clipped } = welchDifference([1, 1], [0.1, 0.3], [-1, 1]);
    expect([high, clipped]).toEqual([1, true]);
  });

  it("keeps its degrees of freedom where variances are close to nothing", () => {
    const tiny = welchDifference([0, 1e-90], [0, 3e-90]);
    expect(tiny.df).toBeCloseTo(welchDifference([0, 1], [0, 3]).df!, 9);
  });

  it("covers the true difference of unlike spreads 95 % of the time", () => {
    const trials = 1500;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const draw = (side: number, n: number, scale: number) =>
        Array.from(
          { length: n },
          (_, i) => scale * centred(trial * 100 + side * 50 + i),
        );
      const { low, high } = welchDifference(draw(0, 4, 1), draw(1, 6, 5));
      if (low! <= 0 && 0 <= high!) covered += 1;
    }
    // Sums of six uniform numbers are nearly normal; Welch's degrees of freedom are approximate.
    expect(covered / trials).toBeGreaterThan(0.93);
    expect(covered / trials).toBeLessThan(0.97);
  });
});

describe("pairedDifference", () => {
  it.each(golden.paired)("of $a and $b is scipy's", ({ a, b, ...expected }) => {
    expectDifference(pairedDifference(pairUp(a, b)), expected);
  });

  it("does not see what pairs have in common", () => {
    fc.assert(
      fc.property(
        values,
        fc.double({ min: -9, max: 9, noNaN: true }),
        (a, shift) => {
          const pairs = a.map((value, i) => [value, (i * 7) % 5] as const);
          const shifted = pairs.map(
            ([x, y]) => [x + shift, y + shift] as const,
          );
          const [one, other] = [pairs, shifted].map((p) => pairedDifference(p));
          expect(other!.difference).toBeCloseTo(one!.difference, 9);
        },
      ),
    );
  });

  it("refuses lists of unlike length", () => {
    expect(() => pairUp([1, 2], [1])).toThrow(StatisticsError);
  });
});

/** Nearly normal: the sum of six uniform numbers, less its mean. */
function centred(key: number): number {
  let sum = -3;
  for (let i = 0; i < 6; i++) sum += uniform(3, key, i);
  return sum;
}
