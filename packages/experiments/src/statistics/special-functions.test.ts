import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import { incompleteBeta, logGamma, solveRising } from "./special-functions";

/** Relative: differences of logarithms of gammas lose digits where their arguments are large. */
const RTOL = 1e-10;

const relative = (value: number, expected: number): number =>
  Math.abs(value - expected) / Math.max(Math.abs(expected), 1e-300);

describe("logGamma", () => {
  it.each(golden.gamma)("of $x is scipy's", ({ x, value }) => {
    expect(Math.abs(logGamma(x) - value)).toBeLessThan(
      1e-13 * (1 + Math.abs(value)),
    );
  });
});

describe("incompleteBeta", () => {
  it("is scipy's on a grid of 240 places", () => {
    expect(golden.beta).toHaveLength(240);
    for (const { x, a, b, value } of golden.beta) {
      if (value < 1e-290) continue;
      expect(
        relative(incompleteBeta(x, a, b), value),
        `I_${x}(${a}, ${b})`,
      ).toBeLessThan(RTOL);
    }
  });

  it("rises from 0 to 1, and the other tail is the mirrored function", () => {
    const positive = fc.double({ min: 0.5, max: 200, noNaN: true });
    const share = fc.integer({ min: 0, max: 1024 }).map((k) => k / 1024);
    fc.assert(
      fc.property(positive, positive, share, share, (a, b, x, y) => {
        const [low, high] = [Math.min(x, y), Math.max(x, y)];
        expect(incompleteBeta(low, a, b)).toBeLessThanOrEqual(
          incompleteBeta(high, a, b) + 1e-12,
        );
        expect(
          incompleteBeta(x, a, b) + incompleteBeta(1 - x, b, a),
        ).toBeCloseTo(1, 10);
      }),
    );
  });
});

describe("solveRising", () => {
  it("finds where a rising function has a value", () => {
    expect(solveRising((x) => x ** 3, 2, [0, 4])).toBeCloseTo(Math.cbrt(2), 14);
  });
});
