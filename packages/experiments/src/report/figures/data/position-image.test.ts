import { describe, expect, it } from "vitest";
import { positionCurves, positionImage } from "./position-image";

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

  it("is the mean over the runs, of which those that ended keep their last", () => {
    expect(positionCurves(runs)[0]?.map(({ value }) => value)).toEqual([
      0.25, 1, 1,
    ]);
    expect(positionCurves(runs)[1]?.at(-1)?.value).toBeCloseTo(0.4, 12);
  });

  it("is one patch where it stays the same", () => {
    expect(positionImage(runs).slice(0, 2)).toEqual([
      { position: 0, from: 0, to: 50, accuracy: 0.25 },
      { position: 0, from: 50, to: 150, accuracy: 1 },
    ]);
    expect(positionImage(runs)).toHaveLength(5);
  });

  it("is empty for runs that measured no position", () => {
    expect(positionImage([{ curve: [] }])).toEqual([]);
  });
});
