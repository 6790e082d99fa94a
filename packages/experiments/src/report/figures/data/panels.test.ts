import { describe, expect, it } from "vitest";
import { viewSweep, type CellView } from "../../sweep-view";
import { syntheticSweep } from "../../testing/synthetic-sweep";
import { panelsOf } from "./panels";

const view = viewSweep(
  syntheticSweep({ architectures: ["dense"], tasks: ["copy"] }),
);
const [model] = view.cells;

const cell = (labels: Record<string, string>): CellView[] =>
  model ? [{ ...model, labels, panel: "Copy" }] : [];

describe("panels", () => {
  it("are those of the cells, without cells that have no run", () => {
    const cells = [...cell({ x: "1" }), ...cell({ x: "2" })];
    const [first, second] = cells;
    expect(panelsOf(cells, view)).toEqual([{ title: "Copy", cells }]);
    expect(
      first && second && panelsOf([{ ...first, runs: [] }, second], view),
    ).toEqual([{ title: "Copy", cells: [second] }]);
  });

  it("of too many series are split by the axis with the fewest values", () => {
    const cells = ["full", "cut"].flatMap((gradient) =>
      ["a", "b", "c", "d"].flatMap((norm) =>
        cell({ norm: `norm ${norm}`, gradient }),
      ),
    );
    expect(
      panelsOf(cells, view).map((panel) => [panel.title, panel.cells.length]),
    ).toEqual([
      ["Copy, full", 4],
      ["Copy, cut", 4],
    ]);
  });

  it("of one axis stay whole", () => {
    const cells = Array.from({ length: 10 }, (_, x) =>
      cell({ x: `x ${x}` }),
    ).flat();
    expect(panelsOf(cells, view)).toHaveLength(1);
  });
});
