import { describe, expect, it } from "vitest";
import { viewSweep } from "../../sweep-view";
import { syntheticSweep } from "../../testing/synthetic-sweep";
import { panelsOf } from "./panels";

describe("panels", () => {
  it("are those of the cells, without cells that have no run", () => {
    const view = viewSweep(
      syntheticSweep({
        architectures: ["dense", "trm"],
        tasks: ["copy", "sorting"],
        seeds: [1],
        missing: [0],
      }),
    );
    expect(
      panelsOf(view.cells).map(({ title, cells }) => [
        title,
        cells.map(({ arch }) => arch),
      ]),
    ).toEqual([
      ["Copy", ["trm"]],
      ["Sorting", ["dense", "trm"]],
    ]);
  });
});
