import fc from "fast-check";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { computeMetrics, type Metrics } from "./compute-metrics";
import { MetricsError } from "./errors";
import type { ScoredItem } from "./score";

interface GoldenCase {
  task: string;
  length: number;
  items: ScoredItem[];
  metrics: Record<string, number>;
}

const golden = JSON.parse(
  readFileSync(
    new URL("../../../../test-fixtures/golden/metrics.json", import.meta.url),
    "utf8",
  ),
) as GoldenCase[];

/** char_acc -> charAcc, pos_q1_acc -> posQ1Acc */
const camelCase = (name: string): string =>
  name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());

const text = fc.string({ minLength: 1, maxLength: 9, unit: "grapheme" });
const items = fc.array(fc.record({ target: text, answer: text }), {
  minLength: 1,
  maxLength: 30,
});

describe("computeMetrics", () => {
  it.each(golden)(
    "gives the reference's numbers for $task, length $length",
    ({ items, metrics }) => {
      const ours = computeMetrics(items);
      expect(Object.keys(ours).sort()).toEqual(
        Object.keys(metrics).map(camelCase).sort(),
      );
      for (const [name, value] of Object.entries(metrics)) {
        // Sums of at most 132 ones differ from the reference in rounding only.
        expect(ours[camelCase(name) as keyof Metrics]).toBeCloseTo(value, 14);
      }
    },
  );

  it("counts a missing character as wrong", () => {
    const metrics = computeMetrics([{ target: "1234", answer: "12" }]);
    expect(metrics).toMatchObject({ charAcc: 0.5, seqAcc: 0, lastCharAcc: 0 });
  });

  it("lets a character beyond the target spoil the sequence only", () => {
    const metrics = computeMetrics([{ target: "1234", answer: "12345" }]);
    expect(metrics).toMatchObject({ charAcc: 1, seqAcc: 0, lastCharAcc: 1 });
  });

  it("compares code points, not halves of them", () => {
    const { charAcc } = computeMetrics([{ target: "🍎🍐", answer: "🍎🍊" }]);
    expect(charAcc).toBe(0.5);
  });

  it("weighs targets of unequal length by their characters", () => {
    const { charAcc, seqAcc } = computeMetrics([
      { target: "1", answer: "1" },
      { target: "234", answer: "000" },
    ]);
    expect([charAcc, seqAcc]).toEqual([0.25, 0.5]);
  });

  it("does not depend on the order of the items", () => {
    const shuffles = items.chain((list) =>
      fc.record({
        list: fc.constant(list),
        shuffled: fc.shuffledSubarray(list, { minLength: list.length }),
      }),
    );
    fc.assert(
      fc.property(shuffles, ({ list, shuffled }) => {
        expect(computeMetrics(shuffled)).toEqual(computeMetrics(list));
      }),
    );
  });

  it("lies in [0, 1], and no sequence is right without its characters", () => {
    fc.assert(
      fc.property(items, (list) => {
        const metrics = computeMetrics(list);
        for (const value of Object.values(metrics)) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1);
        }
        expect(metrics.seqAcc).toBeLessThanOrEqual(metrics.firstCharAcc);
        expect(metrics.seqAcc).toBeLessThanOrEqual(metrics.lastCharAcc);
      }),
    );
  });

  it("is 1 everywhere exactly when every answer is its target", () => {
    fc.assert(
      fc.property(items, (list) => {
        const right = list.map(({ target }) => ({ target, answer: target }));
        for (const value of Object.values(computeMetrics(right))) {
          expect(value).toBe(1);
        }
        const perfect = list.every(({ target, answer }) => target === answer);
        expect(computeMetrics(list).seqAcc === 1).toBe(perfect);
      }),
    );
  });

  it("refuses no items and empty targets in one sentence", () => {
    expect(() => computeMetrics([])).toThrow(MetricsError);
    expect(() => computeMetrics([{ target: "", answer: "1" }])).toThrow(
      'received "" with the answer "1"',
    );
  });
});
