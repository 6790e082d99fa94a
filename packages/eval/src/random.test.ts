import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hashIntegers, mixWord, openFraction, uniform } from "./random";

describe("uniform", () => {
  it("is a pure function of its keys, in (0, 1)", () => {
    fc.assert(
      fc.property(fc.array(fc.maxSafeInteger()), (keys) => {
        const value = uniform(...keys);
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(1);
        expect(uniform(...keys)).toBe(value);
      }),
    );
  });

  it("fills 100 bins evenly over neighbouring keys (chi-squared, 99 degrees)", () => {
    const bins = new Array<number>(100).fill(0);
    const draws = 100_000;
    for (let i = 0; i < draws; i++) {
      const bin = Math.floor(uniform(7, i % 317, Math.floor(i / 317)) * 100);
      bins[bin] = (bins[bin] ?? 0) + 1;
    }
    const expected = draws / 100;
    const chi2 = bins.reduce((s, n) => s + (n - expected) ** 2 / expected, 0);
    // The 0.05th and 99.95th percentile of chi-squared with 99 degrees.
    expect(chi2).toBeGreaterThan(57);
    expect(chi2).toBeLessThan(151);
  });
});

describe("openFraction", () => {
  it("leaves 0 and 1 out at both ends of the hash", () => {
    expect(openFraction(0)).toBe(2 ** -33);
    expect(openFraction(2 ** 32 - 1)).toBe(1 - 2 ** -33);
  });
});

describe("hashIntegers", () => {
  it("sees the order of its keys, their number and their high words", () => {
    const hashes = [[1, 2], [2, 1], [1, 2, 0], [1], [1 + 2 ** 32], []];
    expect(new Set(hashes.map((k) => hashIntegers(...k))).size).toBe(6);
  });

  it("flips about half of the bits when one bit of a key flips", () => {
    let flipped = 0;
    const trials = 1000;
    for (let i = 0; i < trials; i++) {
      const key = hashIntegers(i);
      const difference =
        hashIntegers(3, key) ^ hashIntegers(3, key ^ (1 << (i % 32)));
      flipped += [...(difference >>> 0).toString(2)].filter(
        (b) => b === "1",
      ).length;
    }
    // 32 000 fair coins have a standard deviation of 90 flips.
    expect(Math.abs(flipped - 16 * trials)).toBeLessThan(450);
  });

  it("stays the same in every release: seeds in reports keep their meaning", () => {
    expect(mixWord(0, 0)).toBe(mixWord(0, 0));
    expect([hashIntegers(0), hashIntegers(1, 2, 3)]).toMatchInlineSnapshot(`
      [
        592800578,
        2019052658,
      ]
    `);
  });
});
