import { uniform } from "@trm/eval/metrics";
import { describe, expect, it } from "vitest";
import { StatisticsError } from "./errors";
import { pairedClusters, pairedExamples } from "./paired-examples";

/** Two models with examples of unlike difficulty in common; the first is right 0.1 more often. */
const models = (n: number, seed: number, shift = 0.1) => {
  const right = (i: number, side: number, bonus: number) => {
    const chance = 0.8 * uniform(seed, i, 0) + bonus;
    return uniform(seed, i, side) < chance ? 1 : 0;
  };
  const indices = Array.from({ length: n }, (_, i) => i);
  return {
    a: indices.map((i) => right(i, 1, shift)),
    b: indices.map((i) => right(i, 2, 0)),
  };
};

describe("pairedExamples", () => {
  it("covers the true difference about 95 % of the time", () => {
    const trials = 400;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { a, b } = models(80, trial);
      const { lower, upper } = pairedExamples(a, b, {
        ...{ seed: trial, resamples: 400 },
      }).interval;
      if (lower <= 0.1 && 0.1 <= upper) covered += 1;
    }
    // 400 trials have a standard error of 1.1 %; the percentile method is a little short.
    expect(covered / trials).toBeGreaterThan(0.91);
    expect(covered / trials).toBeLessThan(0.98);
  });

  it("has the width of the normal approximation", () => {
    const { a, b } = models(500, 5);
    const differences = a.map((value, i) => value - b[i]!);
    const mean = differences.reduce((x, y) => x + y) / 500;
    const variance = differences.reduce((s, d) => s + (d - mean) ** 2, 0) / 500;
    const found = pairedExamples(a, b, { resamples: 4000 });
    const width = 2 * 1.96 * Math.sqrt(variance / 500);
    expect(found.difference).toBeCloseTo(mean, 12);
    expect(found.interval.upper - found.interval.lower).toBeCloseTo(width, 2);
  });

  it("turns its sign when the models change places, and is the same for the same seed", () => {
    const { a, b } = models(40, 1);
    const one = pairedExamples(a, b, { seed: 3, resamples: 25 });
    const other = pairedExamples(b, a, { seed: 3, resamples: 25 });
    expect(other.difference).toBeCloseTo(-one.difference, 12);
    expect(other.interval.lower).toBeCloseTo(-one.interval.upper, 12);
    expect(pairedExamples(a, b, { seed: 3, resamples: 25 })).toEqual(one);
    expect(pairedExamples(a, b, { seed: 4, resamples: 25 })).not.toEqual(one);
  });

  it("refuses models that answered unlike numbers of examples", () => {
    expect(() => pairedExamples([1], [1, 0])).toThrow(StatisticsError);
  });
});

describe("pairedClusters", () => {
  it("is wider than over examples alone where seeds differ", () => {
    const seeds = [0, 0.05, 0.15, 0.2].map((shift, i) => models(200, i, shift));
    const clustered = pairedClusters(seeds);
    const pooled = pairedExamples(
      seeds.flatMap(({ a }) => a),
      seeds.flatMap(({ b }) => b),
    );
    expect(clustered).toMatchObject({ seeds: 4, examples: 800 });
    expect(clustered.difference).toBeCloseTo(pooled.difference, 12);
    const width = ({ interval }: typeof pooled) =>
      interval.upper - interval.lower;
    expect(width(clustered)).toBeGreaterThan(1.2 * width(pooled));
  });

  it("gives every seed the same weight", () => {
    const { difference } = pairedClusters([
      { a: [1], b: [0] },
      { a: [0, 0, 0], b: [0, 0, 0] },
    ]);
    expect(difference).toBe(0.5);
  });
});
