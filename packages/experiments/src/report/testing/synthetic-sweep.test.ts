import { describe, expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { syntheticSweep } from "./synthetic-sweep";

describe("the made-up sweep", () => {
  it("is the same every time, with one record per run", () => {
    const sweep = syntheticSweep();
    expect(syntheticSweep()).toEqual(sweep);
    expect(sweep.records.size).toBe(24);
    expect(sweep.missing).toEqual([]);
  });

  it("has a cell per task and architecture, its runs by seed", () => {
    const { cells } = viewSweep(syntheticSweep({ missing: [1] }));
    expect(cells).toHaveLength(8);
    expect(cells[0]).toMatchObject({ arch: "dense", task: "copy" });
    expect(cells[0]?.runs.map(({ config }) => config.training.seed)).toEqual([
      1, 3,
    ]);
    expect(cells[0]?.planned).toHaveLength(3);
  });
});
