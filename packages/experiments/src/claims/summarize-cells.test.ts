import { describe, expect, it } from "vitest";
import { metricOf } from "./metric";
import { stepsToThreshold, summarizeCells } from "./summarize-cells";
import { resultSweep } from "./testing/result-sweep";

describe("summarizeCells", () => {
  const sweep = resultSweep([
    {
      labels: { arch: "dense" },
      accuracies: [1, 0.9, undefined],
      curve: [
        [100, 0.4],
        [200, 0.6],
        [400, 0.6],
      ],
    },
    { labels: { arch: "trm" }, accuracies: [undefined] },
  ]);
  const [dense, trm] = summarizeCells(sweep);

  it("has mean, interval and n of every metric, and the passes", () => {
    expect(dense).toMatchObject({
      ...{ block: "main", labels: { arch: "dense" }, n: 2, planned: 3 },
      ...{ allowedPasses: 12, gradientPasses: 4, parameters: 100 },
      usedPasses: { n: 2, mean: 6, sd: 0 },
    });
    expect(dense?.metrics.charAcc).toMatchObject({ n: 2, mean: 0.95, high: 1 });
    expect(dense?.metrics.seqAcc?.mean).toBeCloseTo(0.905, 12);
  });

  it("counts steps to 50 % and 99 %, and says what is censored", () => {
    expect(dense?.stepsTo).toEqual([
      {
        ...{ threshold: 0.5, n: 2, reached: 2, median: 200 },
        ...{ horizon: 400, restrictedMean: 200 },
      },
      {
        ...{ threshold: 0.99, n: 2, reached: 0, median: undefined },
        ...{ horizon: 400, restrictedMean: 400 },
      },
    ]);
  });

  it("keeps cells without a result", () => {
    expect(trm).toEqual({
      ...{ block: "main", labels: { arch: "trm" }, n: 0, planned: 1 },
      ...{ metrics: {}, stepsTo: [] },
    });
  });
});

describe("stepsToThreshold", () => {
  it("is censored at the last evaluation", () => {
    const curve = [10, 20].map((step) => ({
      ...{ step, loss: 1, gradientNorm: 1, values: { charAcc: step / 40 } },
    }));
    expect(stepsToThreshold({ curve }, 0.5)).toEqual({
      ...{ reached: 20, until: 20 },
    });
    expect(stepsToThreshold({ curve }, 0.6)).toEqual({ until: 20 });
  });
});

describe("metricOf", () => {
  const [record] = resultSweep([
    { labels: { arch: "dense" }, accuracies: [0.5] },
  ]).records.values();

  it("finds metrics at the training's length or at the one named, passes, and numbers of the record", () => {
    expect(metricOf(record!, "charAcc")).toBe(0.5);
    expect(metricOf(record!, "charAcc@10")).toBe(0.5);
    expect(metricOf(record!, "charAcc@20")).toBeUndefined();
    const [own] = record!.evaluations;
    const shorter = {
      ...own!,
      length: 5,
      metrics: { ...own!.metrics, charAcc: 1 },
    };
    const asked = { ...record!, evaluations: [shorter, own!] };
    expect(metricOf(asked, "charAcc")).toBe(0.5);
    expect(metricOf(asked, "charAcc@5")).toBe(1);
    expect(metricOf({ ...asked, evaluations: [shorter] }, "charAcc")).toBe(1);
    expect(metricOf(record!, "usedPasses")).toBe(6);
    expect(metricOf(record!, "gradientPasses")).toBe(4);
    expect(metricOf(record!, "meanActSteps")).toBeUndefined();
    expect(metricOf(record!, "toString")).toBeUndefined();
    expect(metricOf(record!, "gradientPasses@10")).toBeUndefined();
    expect(metricOf(record!, "charAcc@10@20")).toBeUndefined();
  });
});
