import { describe, expect, it } from "vitest";
import { collectCells } from "./cells";
import { syntheticSweep } from "./testing/synthetic-sweep";

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
    expect(cells.map(({ panel }) => panel)).toEqual([
      "others: Copy",
      "Addition",
    ]);
  });
});
