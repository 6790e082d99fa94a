import { describe, expect, it } from "vitest";
import { InvalidIntegerError } from "./errors";
import { createRandom } from "./random";

const draw = (key: readonly [number, number], n: number, count: number) => {
  const random = createRandom(key);
  return Array.from({ length: count }, () => random.int(n));
};

/** Pearson's statistic of observed counts against equal expectations. */
const chiSquare = (counts: number[], total: number): number => {
  const expected = total / counts.length;
  return counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
};

const countsOf = (values: number[], n: number): number[] => {
  const counts = new Array<number>(n).fill(0);
  for (const value of values) counts[value] = (counts[value] ?? 0) + 1;
  return counts;
};

describe("createRandom", () => {
  it("gives the same stream for the same key and another for another key", () => {
    expect(draw([1, 2], 1000, 20)).toEqual(draw([1, 2], 1000, 20));
    expect(draw([1, 2], 1000, 20)).not.toEqual(draw([2, 1], 1000, 20));
  });

  it("draws digits uniformly", () => {
    // 9 degrees of freedom: the 99.9 % quantile is 27.9.
    const digits = draw([7, 11], 10, 100_000);
    expect(chiSquare(countsOf(digits, 10), digits.length)).toBeLessThan(27.9);
  });

  it("draws neighbouring digits independently", () => {
    // 99 degrees of freedom: the 99.9 % quantile is 148.2.
    const digits = draw([7, 11], 10, 100_000);
    const pairs = digits.slice(1).map((d, i) => 10 * (digits[i] ?? 0) + d);
    expect(chiSquare(countsOf(pairs, 100), pairs.length)).toBeLessThan(148.2);
  });

  it("does not favour small integers when n does not divide 2^32", () => {
    // A plain remainder would give the first third of [0, 3 * 2^30) half of all draws.
    const n = 3 * 2 ** 30;
    const thirds = draw([3, 5], n, 30_000).map((v) => Math.floor(v / 2 ** 30));
    // 2 degrees of freedom: the 99.9 % quantile is 13.8.
    expect(chiSquare(countsOf(thirds, 3), 30_000)).toBeLessThan(13.8);
  });

  it("accepts 1 and 2^32 as n", () => {
    expect(draw([0, 0], 1, 3)).toEqual([0, 0, 0]);
    expect(draw([0, 0], 2 ** 32, 2)).toEqual([0x6b200159, 0x99ba4efe]);
  });

  it.each([0, -1, 1.5, NaN, Infinity, 2 ** 32 + 1])("rejects n = %d", (n) => {
    expect(() => createRandom([0, 0]).int(n)).toThrow(InvalidIntegerError);
  });
});
