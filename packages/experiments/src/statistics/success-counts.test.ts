import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import { StatisticsError } from "./errors";
import { clopperPearson, fisherExact } from "./success-counts";

const tally = fc.integer({ min: 1, max: 30 }).chain((count) =>
  fc.record({
    correct: fc.integer({ min: 0, max: count }),
    count: fc.constant(count),
  }),
);

describe("clopperPearson", () => {
  it.each(golden.proportions)(
    "of $correct in $count is scipy's",
    ({ lower, upper, ...counts }) => {
      const found = clopperPearson(counts);
      expect(found.lower).toBeCloseTo(lower, 10);
      expect(found.upper).toBeCloseTo(upper, 10);
    },
  );

  it("holds the proportion, and mirrors with failures", () => {
    fc.assert(
      fc.property(tally, ({ correct, count }) => {
        const { lower, upper } = clopperPearson({ correct, count });
        expect(lower).toBeLessThanOrEqual(correct / count);
        expect(upper).toBeGreaterThanOrEqual(correct / count);
        const failures = clopperPearson({ correct: count - correct, count });
        expect(failures.lower).toBeCloseTo(1 - upper, 10);
      }),
    );
  });

  it("refuses counts that are no counts", () => {
    expect(() => clopperPearson({ correct: 0.5, count: 1 })).toThrow(
      StatisticsError,
    );
    expect(() => clopperPearson({ correct: 2, count: 1 })).toThrow("2 of 1");
  });
});

describe("fisherExact", () => {
  it.each(golden.fisher)("of $a and $b is scipy's", ({ a, b, p }) => {
    const found = fisherExact(
      { correct: a[0]!, count: a[1]! },
      { correct: b[0]!, count: b[1]! },
    );
    expect(found).toBeCloseTo(p, 10);
  });

  it("does not depend on the side, nor on what counts as success", () => {
    const failures = ({
      correct,
      count,
    }: {
      correct: number;
      count: number;
    }) => ({
      correct: count - correct,
      count,
    });
    fc.assert(
      fc.property(tally, tally, (a, b) => {
        const p = fisherExact(a, b);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        expect(fisherExact(b, a)).toBeCloseTo(p, 9);
        expect(fisherExact(failures(a), failures(b))).toBeCloseTo(p, 9);
      }),
    );
  });
});
