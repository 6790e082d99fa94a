import { describe, expect, it } from "vitest";
import { imageColumns, imagePatches, positionCurves } from "./position-image";

const run = (...rows: number[][]) => ({
  curve: rows.map((positionAcc, i) => ({
    step: 50 * (i + 1),
    loss: 1,
    gradientNorm: 1,
    values: { positionAcc },
  })),
});

describe("accuracy per position over training", () => {
  const runs = [run([0, 0.2], [1, 0.2], [1, 0.6]), run([0.5, 0], [1, 0.2])];
  const curves = positionCurves(runs);

  it("is the mean over the runs, of which those that ended keep their last", () => {
    expect(curves[0]?.map(({ value }) => value)).toEqual([0.25, 1, 1]);
    expect(curves[1]?.at(-1)?.value).toBeCloseTo(0.4, 12);
  });

  it("is one patch where it keeps its level", () => {
    const tenths = (accuracy: number) => Math.floor(10 * accuracy);
    expect(imagePatches(curves, tenths)).toEqual([
      { position: 0, from: 0, to: 50, level: 2 },
      { position: 0, from: 50, to: 150, level: 10 },
      { position: 1, from: 0, to: 50, level: 1 },
      { position: 1, from: 50, to: 100, level: 2 },
      { position: 1, from: 100, to: 150, level: 4 },
    ]);
    expect(imagePatches(curves, () => 0)).toHaveLength(2);
  });

  it("is a column of numbers per evaluation that changes one of them", () => {
    expect(imageColumns(curves)).toEqual([
      { from: 0, to: 50, percents: [25, 10] },
      { from: 50, to: 100, percents: [100, 20] },
      { from: 100, to: 150, percents: [100, 40] },
    ]);
    const same = positionCurves([run([0.5, 0.201], [0.5, 0.199])]);
    expect(imageColumns(same)).toEqual([
      { from: 0, to: 100, percents: [50, 20] },
    ]);
  });

  it("is empty for runs that measured no position", () => {
    expect(positionCurves([{ curve: [] }])).toEqual([]);
  });
});
