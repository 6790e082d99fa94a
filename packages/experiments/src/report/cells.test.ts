import { describe, expect, it } from "vitest";
import { collectCells } from "./cells";
import {
  syntheticSweep,
  type SyntheticOptions,
} from "./testing/synthetic-sweep";

const NORMS = ["a", "b", "c", "d"].map((norm) => `norm ${norm}`);

/** Cells of one architecture that are made of these values. */
const cellsOf = (
  factors: Readonly<Record<string, readonly string[]>>,
  options: SyntheticOptions = {},
) =>
  collectCells(
    syntheticSweep({
      architectures: ["trm"],
      tasks: ["copy"],
      seeds: [1],
      factors,
      ...options,
    }),
  );

describe("the name of a panel", () => {
  it("says block and task, but once where both are the same word", () => {
    const sweep = syntheticSweep({
      architectures: ["dense"],
      tasks: ["copy", "addition"],
      seeds: [1],
      suite: {
        blocks: [
          { name: "addition", title: "Addition" },
          { name: "others", title: "Others" },
        ],
      },
    });
    const runs = sweep.plan.runs.map((run) => ({
      ...run,
      cells: run.cells.map((cell) => ({
        ...cell,
        block: run.config.task === "addition" ? "addition" : "others",
      })),
    }));
    const cells = collectCells({ ...sweep, plan: { ...sweep.plan, runs } });
    // In the order of the blocks, though copying was planned first.
    expect(cells.map(({ panel }) => panel)).toEqual([
      "Addition",
      "others: Copy",
    ]);
  });

  it("of too many series says the axis with the fewest values, which its series do not repeat", () => {
    const cells = cellsOf({ norm: NORMS, gradient: ["full", "cut"] });
    expect(cells.map(({ panel, series }) => [panel, series])).toEqual(
      NORMS.flatMap((norm) => [
        ["Copy, full", norm],
        ["Copy, cut", norm],
      ]),
    );
    expect(cells.map(({ name }) => name)).toEqual(
      NORMS.flatMap((norm) => [`${norm}, full`, `${norm}, cut`]),
    );
  });

  it("depends on what is planned, not on what has run", () => {
    const factors = { norm: NORMS, gradient: ["full", "cut"] };
    const namesOf = (missing: readonly number[]) =>
      cellsOf(factors, { missing }).map(({ panel, series }) => [panel, series]);
    expect(namesOf([0, 1, 2, 3, 4, 5])).toEqual(namesOf([]));
  });

  it("of few series, or of one axis, says no axis", () => {
    const few = cellsOf({ norm: NORMS.slice(1), gradient: ["full", "cut"] });
    expect(few[0]).toMatchObject({ panel: "Copy", series: "norm b, full" });
    const one = cellsOf({ x: Array.from({ length: 10 }, (_, x) => `x ${x}`) });
    expect(new Set(one.map(({ panel }) => panel))).toEqual(new Set(["Copy"]));
  });
});
