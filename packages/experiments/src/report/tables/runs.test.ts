import { describe, expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { richCell } from "../table";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { configDifferences } from "./config-differences";
import { RUNS } from "./runs";

const view = viewSweep(
  syntheticSweep({
    architectures: ["dense", "trm"],
    tasks: ["copy"],
    seeds: [5, 7],
    missing: [2, 3],
    failed: { 2: "The loss is no longer finite." },
  }),
);
const table = RUNS.make(view);
const rows = (table?.rows ?? []).map(({ cells }) =>
  cells.map((cell) => richCell(cell).text),
);

describe("the table of runs", () => {
  it("has every run of the plan, also those that are missing", () => {
    expect(rows.map(([, , seed]) => seed)).toEqual(["5", "7", "5", "7"]);
    expect(rows.at(-1)?.slice(3, 8)).toEqual([
      expect.stringContaining("arch=trm"),
      "",
      "",
      "not yet done",
      "",
    ]);
    expect(table?.caption).toContain(
      "2 of them are missing: 1 failed, 1 not yet done.",
    );
  });

  it("says which runs were stopped early, when and why, and why others failed", () => {
    expect(rows.map((cells) => cells[6])).toEqual([
      "early, at 350 of 400 steps: characters right ≥ 99 % since 300",
      "early, at 350 of 400 steps: characters right ≥ 99 % since 300",
      "failed: The loss is no longer finite.",
      "not yet done",
    ]);
  });

  it("says what repeats a run, and has an anchor for each", () => {
    expect(table?.caption).toContain("trm sweep exec plan.json --index INDEX");
    expect(rows.map((cells) => cells.at(-1))).toEqual(["0", "1", "2", "3"]);
    expect(table?.rows.map(({ anchor }) => `#${anchor}`)).toEqual(
      view.plan.runs.map(view.hrefOf),
    );
  });
});

it("people read what tells a run from those of its block, programs what tells it from all", () => {
  const sweep = syntheticSweep({
    ...{ architectures: ["dense", "trm"], tasks: ["copy"], seeds: [5] },
  });
  const blocks = new Map([
    ["dense", "one"],
    ["trm", "other"],
  ]);
  const runs = sweep.plan.runs.flatMap((run) =>
    [400, 800].map((steps) => ({
      ...run,
      cells: run.cells.map((cell) => ({
        ...cell,
        block: blocks.get(run.config.arch) ?? "",
      })),
      config: {
        ...run.config,
        training: { ...run.config.training, steps },
      },
    })),
  );
  const told = viewSweep({ ...sweep, plan: { ...sweep.plan, runs } });
  const cells = (RUNS.make(told)?.rows ?? []).map((row) =>
    richCell(row.cells[3] ?? ""),
  );
  expect(cells.map(({ text }) => text)).toEqual([
    ...["training.steps=400", "training.steps=800"],
    ...["training.steps=400", "training.steps=800"],
  ]);
  expect(cells[3]?.value).toMatch(/^arch=trm .*training.steps=800/);
});

describe("what tells configurations apart", () => {
  const [run] = view.plan.runs;
  if (!run) throw new Error("There is no run to test with.");
  const { config } = run;
  const withSteps = (steps: number, clipNorm?: number) => ({
    config: { ...config, training: { ...config.training, steps, clipNorm } },
  });

  it("is every path with several values, and nothing else", () => {
    expect(configDifferences([withSteps(1), withSteps(2, 0.5)])).toEqual([
      "training.steps=1",
      "training.steps=2 training.clipNorm=0.5",
    ]);
  });

  it("is nothing for a run alone, and never the seed", () => {
    expect(configDifferences([run])).toEqual([""]);
    const other = { ...config.training, seed: 9 };
    expect(
      configDifferences([run, { config: { ...config, training: other } }]),
    ).toEqual(["", ""]);
  });
});
