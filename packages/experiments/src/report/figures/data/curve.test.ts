import { describe, expect, it } from "vitest";
import type { RunRecord } from "../../../record/record";
import { curveOf, entriesOf, entryOf, meanCurve, numberOf } from "./curve";

const run: Pick<RunRecord, "curve"> = {
  curve: [
    { step: 50, loss: 2, gradientNorm: 1, values: { a: 0.25, p: [0.5, 0] } },
    { step: 100, loss: 1, gradientNorm: 1, values: { a: 0.5, p: [1, 0.25] } },
    { step: 150, loss: 1, gradientNorm: 1, values: { p: [1, 0.5, 1] } },
  ],
};

describe("a run's curve", () => {
  it("has a point for each evaluation that has the number", () => {
    expect(curveOf(run, numberOf("a"))).toEqual([
      { step: 50, value: 0.25 },
      { step: 100, value: 0.5 },
    ]);
  });

  it("reads one entry of a list", () => {
    expect(curveOf(run, entryOf("p", 1)).map(({ value }) => value)).toEqual([
      0, 0.25, 0.5,
    ]);
    expect(entriesOf(run, "p")).toBe(3);
    expect(entriesOf(run, "a")).toBe(0);
  });

  it("leaves out what is not finite", () => {
    const curve = [
      { step: 50, loss: 2, gradientNorm: 1, values: { a: Infinity } },
    ];
    expect(curveOf({ curve }, numberOf("a"))).toEqual([]);
  });
});

describe("a mean curve", () => {
  const long = [
    { step: 50, value: 0.2 },
    { step: 100, value: 0.4 },
    { step: 150, value: 0.6 },
  ];
  const short = [
    { step: 50, value: 0.6 },
    { step: 100, value: 1 },
  ];

  it("keeps the last value of a run that has ended, and says how many have", () => {
    expect(meanCurve([long, short])).toEqual([
      { step: 50, values: [0.2, 0.6], ended: 0 },
      { step: 100, values: [0.4, 1], ended: 0 },
      { step: 150, values: [0.6, 1], ended: 1 },
    ]);
  });

  it("leaves out steps at which a run that goes on was not measured", () => {
    const coarse = [
      { step: 100, value: 0.1 },
      { step: 200, value: 0.3 },
    ];
    expect(meanCurve([long, coarse]).map(({ step }) => step)).toEqual([
      100, 200,
    ]);
  });

  it("is empty without measurements", () => {
    expect(meanCurve([[], []])).toEqual([]);
  });
});
