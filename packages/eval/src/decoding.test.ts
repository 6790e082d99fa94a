import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { argmax, chooseToken, fillNoise } from "./decoding";
import { InvalidLogitsError } from "./errors";

const logitsOf = (...values: number[]) => Float32Array.from(values);
const vector = fc
  .array(fc.float({ min: -20, max: 20, noNaN: true }), { minLength: 1 })
  .map((values) => Float32Array.from(values));

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

/** Chi-squared of counts against softmax(logits / temperature). */
const chiSquared = (
  counts: readonly number[],
  logits: Float32Array,
  temperature: number,
): number => {
  const draws = counts.reduce((a, b) => a + b);
  const weights = [...logits].map((l) => Math.exp(l / temperature));
  const total = weights.reduce((a, b) => a + b);
  return weights.reduce((sum, weight, token) => {
    const expected = (draws * weight) / total;
    return sum + ((counts[token] ?? 0) - expected) ** 2 / expected;
  }, 0);
};

describe("chooseToken", () => {
  it.each([0.5, 1, 2])(
    "draws tokens as often as softmax at temperature %d says, over examples and over positions (chi-squared)",
    (temperature) => {
      const logits = logitsOf(1.5, -0.3, 0.2, 2.1, -1);
      const address = {
        examples: (i: number) => ({ seed: 5, index: i, position: 3 }),
        positions: (i: number) => ({ seed: 6, index: 2, position: i }),
      };
      for (const at of Object.values(address)) {
        const counts = new Array<number>(5).fill(0);
        for (let i = 0; i < 40_000; i++)
          counts[chooseToken(logits, temperature, at(i))]! += 1;
        // 99.9th percentile of chi-squared with 4 degrees.
        expect(chiSquared(counts, logits, temperature)).toBeLessThan(18.5);
      }
    },
  );

  it("draws neighbouring places independently (chi-squared over pairs)", () => {
    const logits = logitsOf(0.5, 0, -0.5);
    const pair = logitsOf(
      ...[...logits].flatMap((a) => [...logits].map((b) => a + b)),
    );
    const counts = new Array<number>(9).fill(0);
    for (let index = 0; index < 40_000; index++) {
      const [a, b] = [0, 1].map((position) =>
        chooseToken(logits, 1, { seed: 1, index, position }),
      );
      counts[3 * a! + b!]! += 1;
    }
    // 99.9th percentile of chi-squared with 8 degrees.
    expect(chiSquared(counts, pair, 1)).toBeLessThan(26.1);
  });

  it("is the likeliest of logits + noise in float32, whatever the noise", () => {
    fc.assert(
      fc.property(vector, fc.nat(), fc.nat(200), (logits, seed, position) => {
        const at = { seed, index: 4, position };
        const noise = new Float32Array(logits.length);
        fillNoise(noise, 0.7, at);
        const sums = logits.map((logit, v) => Math.fround(logit + noise[v]!));
        expect(chooseToken(logits, 0.7, at)).toBe(argmax(sums));
      }),
    );
  });

  it("approaches the likeliest token as the temperature falls", () => {
    fc.assert(
      fc.property(fc.nat(), (index) => {
        const at = { seed: 1, index, position: 0 };
        expect(chooseToken(logitsOf(0, 1, 0.5), 1e-3, at)).toBe(1);
      }),
    );
  });

  it("always gives a token that is possible, and an infinite logit's own", () => {
    fc.assert(
      fc.property(vector, fc.nat(), (logits, index) => {
        const at = { seed: 1, index, position: 0 };
        const impossible = Float32Array.of(-Infinity, ...logits, -Infinity);
        const token = chooseToken(impossible, 1, at);
        expect(token).toBeGreaterThanOrEqual(1);
        expect(token).toBeLessThanOrEqual(logits.length);
        expect(chooseToken(logitsOf(0, Infinity), 1, at)).toBe(1);
      }),
    );
  });

  it("is greedy at temperature 0", () => {
    fc.assert(
      fc.property(vector, fc.nat(), (logits, index) => {
        const at = { seed: 1, index, position: 0 };
        expect(chooseToken(logits, 0, at)).toBe(argmax(logits));
      }),
    );
  });

  it("draws anew for each seed, example and position, and the same for the same", () => {
    const equalLogits = new Float32Array(1000);
    const at = { seed: 1, index: 2, position: 3 };
    const addresses = [
      at,
      { ...at, seed: 2 },
      { ...at, index: 3 },
      { ...at, position: 4 },
    ];
    const tokens = addresses.map((a) => chooseToken(equalLogits, 1, a));
    expect(new Set(tokens).size).toBe(4);
    expect(chooseToken(equalLogits, 1, at)).toBe(tokens[0]);
  });
});

describe("fillNoise", () => {
  it("stays the same in every release: seeds in reports keep their meaning", () => {
    const noise = new Float32Array(4);
    fillNoise(noise, 1, { seed: 1337, index: 1, position: 2 });
    expect([...noise].map((value) => value.toFixed(5))).toMatchInlineSnapshot(`
      [
        "-0.35127",
        "0.53805",
        "-0.74544",
        "-0.85968",
      ]
    `);
  });

  it("has the Gumbel distribution's mean and variance", () => {
    const noise = new Float32Array(100_000);
    fillNoise(noise, 2, { seed: 1, index: 0, position: 0 });
    const mean = noise.reduce((a, b) => a + b) / noise.length;
    const square =
      noise.reduce((a, b) => a + (b - mean) ** 2, 0) / noise.length;
    // Times the temperature: Euler's constant, and pi^2 / 6; three standard errors.
    const error = Math.PI / Math.sqrt(6 * noise.length);
    expect(Math.abs(mean / 2 - 0.57722)).toBeLessThan(3 * error);
    expect(square / 4).toBeCloseTo(Math.PI ** 2 / 6, 1);
  });

  it("is zero at temperature 0", () => {
    const noise = new Float32Array(3).fill(7);
    fillNoise(noise, 0, { seed: 1, index: 0, position: 0 });
    expect([...noise]).toEqual([0, 0, 0]);
  });
});
