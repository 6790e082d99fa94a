import { describe, expect, it } from "vitest";
import { groupCells, variedAxes } from "./groups";

const cell = (block: string, labels: Record<string, string>) => ({
  block,
  labels,
});

describe("groups of cells", () => {
  it("compare architectures within a plot, with a plot per task", () => {
    const cells = ["copy", "addition"].flatMap((task) =>
      ["dense", "ut"].map((arch) => cell("main", { arch, task })),
    );
    expect(groupCells(cells)).toEqual([
      {
        block: "main",
        shared: { task: "copy" },
        axis: "arch",
        cells: cells.slice(0, 2),
      },
      {
        block: "main",
        shared: { task: "addition" },
        axis: "arch",
        cells: cells.slice(2),
      },
    ]);
  });

  it("compare the axis with the most values where no architecture varies", () => {
    const cells = ["last-cycle", "full"].flatMap((gradient) =>
      ["none", "yz", "xyz"].map((norm) => cell("A", { gradient, norm })),
    );
    const groups = groupCells(cells);
    expect(groups.map(({ axis, shared }) => ({ axis, shared }))).toEqual([
      { axis: "norm", shared: { gradient: "last-cycle" } },
      { axis: "norm", shared: { gradient: "full" } },
    ]);
  });

  it("leave out the axis that lies along x", () => {
    const cells = ["64", "128"].flatMap((width) =>
      ["dense", "ut"].map((arch) => cell("main", { arch, width })),
    );
    expect(groupCells(cells, { along: ["width"] })).toEqual([
      { block: "main", shared: {}, axis: "arch", cells },
    ]);
  });

  it("never mix blocks, and have a lone cell by itself", () => {
    const cells = [cell("A", { lr: "1" }), cell("B", { lr: "1" })];
    expect(groupCells(cells).map(({ block, axis }) => [block, axis])).toEqual([
      ["A", undefined],
      ["B", undefined],
    ]);
  });

  it("count an axis that only some cells have as varied", () => {
    expect(
      variedAxes([cell("A", { lr: "1", norm: "x" }), cell("A", { lr: "1" })]),
    ).toEqual(["norm"]);
  });
});
