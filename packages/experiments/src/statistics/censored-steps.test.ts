import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import { censoredSteps, survivalCurve } from "./censored-steps";
import { StatisticsError } from "./errors";
import { logRank } from "./log-rank";

const run = fc
  .record({
    until: fc.integer({ min: 1, max: 20 }),
    share: fc.option(fc.double({ min: 0, max: 1, noNaN: true }), {
      nil: undefined,
    }),
  })
  .map(({ until, share }) => ({
    until,
    ...(share !== undefined && { reached: Math.floor(share * until) }),
  }));
const runs = fc.array(run, { minLength: 1, maxLength: 6 });

describe("censoredSteps", () => {
  it.each(golden.survival)(
    "of $runs are those of lifelines",
    ({ runs: given, median, horizon, restrictedMean, curve }) => {
      const found = censoredSteps(given);
      expect(found.n).toBe(given.length);
      expect(found.median).toBe(median ?? undefined);
      expect(found.horizon).toBe(horizon);
      expect(found.restrictedMean).toBeCloseTo(restrictedMean, 9);
      const points = survivalCurve(given);
      expect(points.map(({ step }) => step)).toEqual(
        curve.map(({ step }) => step),
      );
      points.forEach(({ surviving }, i) =>
        expect(surviving).toBeCloseTo(curve[i]!.surviving, 12),
      );
    },
  );

  it("have no median where half of the runs never got there", () => {
    const found = censoredSteps([
      { reached: 10, until: 50 },
      { until: 50 },
      { until: 50 },
    ]);
    expect(found).toMatchObject({ n: 3, reached: 1, horizon: 50 });
    expect(found.median).toBeUndefined();
  });

  it("have their median where exactly half got there, whatever a product rounds to", () => {
    for (const half of [1, 2, 3, 5, 7]) {
      const list = Array.from({ length: 2 * half }, (_, i) => ({
        ...{ reached: 10 * (i + 1), until: 200 },
      }));
      expect(censoredSteps(list).median).toBe(10 * half);
    }
  });

  it("are plain means and medians where every run got there", () => {
    const found = censoredSteps(
      [30, 10, 20].map((reached) => ({ reached, until: 100 })),
    );
    expect(found).toMatchObject({ median: 20, restrictedMean: 20 });
  });

  it("never mean less than nothing nor more than the horizon, in any order of the runs", () => {
    fc.assert(
      fc.property(runs, (list) => {
        const found = censoredSteps(list);
        expect(found.restrictedMean).toBeGreaterThanOrEqual(0);
        expect(found.restrictedMean).toBeLessThanOrEqual(found.horizon + 1e-9);
        const turned = censoredSteps(list.toReversed());
        expect(turned.median).toBe(found.median);
        expect(turned.restrictedMean).toBeCloseTo(found.restrictedMean, 9);
      }),
    );
  });

  it("refuse no runs, and marks reached after the last look", () => {
    expect(() => censoredSteps([])).toThrow(StatisticsError);
    expect(() => censoredSteps([{ reached: 5, until: 4 }])).toThrow(
      "reached 5 until 4",
    );
  });
});

describe("logRank", () => {
  it.each(golden.logRank)(
    "of $a and $b is that of lifelines, judged by all permutations",
    ({ a, b, excess, chiSquare, p }) => {
      const found = logRank(a, b);
      expect(found.excess).toBeCloseTo(excess, 10);
      expect(found.chiSquare).toBeCloseTo(chiSquare, 9);
      expect(found.test).toMatchObject({ method: "exact" });
      expect(found.test.p).toBeCloseTo(p, 12);
    },
  );

  it("turns its sign when the groups change places", () => {
    fc.assert(
      fc.property(runs, runs, (a, b) => {
        const [one, other] = [logRank(a, b), logRank(b, a)];
        expect(other.excess).toBeCloseTo(-one.excess, 9);
        expect(other.test.p).toBeCloseTo(one.test.p, 12);
      }),
    );
  });

  it("cannot tell where no run got there", () => {
    const never = [{ until: 10 }, { until: 10 }];
    expect(logRank(never, never).chiSquare).toBeUndefined();
    expect(logRank(never, never).test.p).toBe(1);
  });
});
