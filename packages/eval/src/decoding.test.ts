import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argmax, chooseToken, sampleToken } from "./decoding";
import { InvalidLogitsError } from "./errors";

const logitsOf = (...values: number[]) => Float32Array.from(values);
const vector = fc
  .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 1 })
  .map((values) => Float32Array.from(values));
const fraction = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("argmax", () => {
  it("is the first of the largest logits", () => {
    expect(argmax(logitsOf(-3, 2, -1, 2))).toBe(1);
    expect(argmax(logitsOf(-Infinity, -5))).toBe(1);
  });

  it("refuses NaN, wherever it stands, and a vector without a possible token", () => {
    expect(() => argmax(logitsOf(1, NaN))).toThrow(InvalidLogitsError);
    expect(() => argmax(logitsOf(NaN, 1))).toThrow(InvalidLogitsError);
    expect(() => argmax(logitsOf(-Infinity))).toThrow(InvalidLogitsError);
  });
});

describe("sampleToken", () => {
  it.each([0.5, 1, 2])(
    "draws tokens as often as softmax at temperature %d says (chi-squared)",
    (temperature) => {
      const logits = logitsOf(1.5, -0.3, 0.2, 2.1, -1);
      const draws = 40_000;
      const counts = new Array<number>(5).fill(0);
      for (let index = 0; index < draws; index++) {
        const at = { seed: 5, index, position: 3 };
        const token = chooseToken(logits, temperature, at);
        counts[token] = (counts[token] ?? 0) + 1;
      }
      const weights = [...logits].map((l) => Math.exp(l / temperature));
      const total = weights.reduce((a, b) => a + b);
      const chi2 = weights.reduce((sum, weight, token) => {
        const expected = (draws * weight) / total;
        return sum + ((counts[token] ?? 0) - expected) ** 2 / expected;
      }, 0);
      // 99.9th percentile of chi-squared with 4 degrees.
      expect(chi2).toBeLessThan(18.5);
    },
  );

  it("does not see a constant added to all logits", () => {
    fc.assert(
      fc.property(fraction, (u) => {
        const shifted = logitsOf(1001, 1002, 1000);
        expect(sampleToken(shifted, 1, u)).toBe(
          sampleToken(logitsOf(1, 2, 0), 1, u),
        );
      }),
    );
  });

  it("approaches the likeliest token as the temperature falls", () => {
    fc.assert(
      fc.property(fraction, (u) => {
        expect(sampleToken(logitsOf(0, 1, 0.5), 1e-3, u)).toBe(1);
      }),
    );
  });

  it("always gives a token that is possible", () => {
    fc.assert(
      fc.property(vector, fraction, (logits, u) => {
        const impossible = Float32Array.of(-Infinity, ...logits, -Infinity);
        const token = sampleToken(impossible, 1, u);
        expect(token).toBeGreaterThanOrEqual(1);
        expect(token).toBeLessThanOrEqual(logits.length);
      }),
    );
  });

  it("takes an infinite logit at its word", () => {
    expect(sampleToken(logitsOf(0, Infinity), 1, 0)).toBe(1);
  });
});

describe("chooseToken", () => {
  it("is greedy at temperature 0", () => {
    fc.assert(
      fc.property(vector, fc.nat(), (logits, index) => {
        const at = { seed: 1, index, position: 0 };
        expect(chooseToken(logits, 0, at)).toBe(argmax(logits));
      }),
    );
  });

  it("draws anew for each seed, example and position", () => {
    const uniformLogits = new Float32Array(1000);
    const at = { seed: 1, index: 2, position: 3 };
    const addresses = [
      at,
      { ...at, seed: 2 },
      { ...at, index: 3 },
      { ...at, position: 4 },
    ];
    const tokens = addresses.map((a) => chooseToken(uniformLogits, 1, a));
    expect(new Set(tokens).size).toBe(4);
    expect(chooseToken(uniformLogits, 1, at)).toBe(tokens[0]);
  });
});
