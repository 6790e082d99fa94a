import { describe, expect, it } from "vitest";
import { parseModelConfig } from "./config";
import { explorationMinimum } from "./exploration";

const config = parseModelConfig({
  arch: "trm",
  vocabSize: 14,
  blockSize: 8,
  nEmbd: 8,
  nHead: 2,
  nLayer: 4,
});

describe("q-halt's exploration", () => {
  it("sets a minimum, uniform over 1 to n, for a quarter of the sequences", () => {
    const count = 20_000;
    const drawn = explorationMinimum(config, 1, 1, count);
    const share = (steps: number): number =>
      drawn.filter((minimum) => minimum === steps).length / count;
    // Five standard errors are 0.008 at most.
    for (const steps of [2, 3, 4])
      expect(share(steps)).toBeCloseTo(1 / 16, 1.8);
    expect(share(1)).toBeGreaterThan(0.8);
    expect(Math.max(...drawn)).toBe(4);
  });

  it("is a pure function of seed and step", () => {
    const at = (seed: number, step: number) =>
      explorationMinimum(config, seed, step, 64);
    expect(at(1, 2)).toEqual(at(1, 2));
    expect(at(1, 2)).not.toEqual(at(1, 3));
    expect(at(1, 2)).not.toEqual(at(2, 2));
  });

  it("is off at probability 0", () => {
    const off = { ...config, haltExplorationProb: 0 };
    expect(new Set(explorationMinimum(off, 1, 1, 100))).toEqual(new Set([1]));
  });
});
