import { describe, expect, it } from "vitest";
import { logTicks } from "./axes";

describe("ticks of a logarithmic axis", () => {
  it("are powers of ten", () => {
    expect(logTicks([0.05, 3, 900])).toEqual([0.1, 1, 10, 100]);
  });

  it("are 1, 2 and 5 times them over a short range", () => {
    expect(logTicks([0.0015, 0.006])).toEqual([0.002, 0.005]);
  });

  it("are two at least, however short the range", () => {
    expect(logTicks([8.6e11, 1.6e12])).toEqual([1e12, 1.5e12]);
    expect(logTicks([2.1e12, 4.2e12])).toEqual([2.1e12, 4.2e12]);
    expect(logTicks([1.21e12, 1.34e12])).toEqual([1.21e12, 1.34e12]);
    expect(logTicks([3, 80])).toEqual([5, 10, 20, 50]);
  });

  it("are a third of themselves apart or more, but for the ends of a range", () => {
    for (let span = 1.3; span < 100; span *= 1.07)
      for (let low = 1; low < 10; low *= 1.03) {
        const ticks = logTicks([low, low * span]);
        const ratios = ticks.slice(1).map((tick, i) => tick / ticks[i]!);
        expect(Math.min(...ratios)).toBeGreaterThan(1.29);
      }
  });

  it("leave powers out over a long one", () => {
    expect(logTicks([1e-9, 1e9])).toEqual([1e-9, 1e-6, 1e-3, 1, 1e3, 1e6, 1e9]);
  });
});
