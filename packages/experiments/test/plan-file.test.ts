/** @file plan.json holds the plan, and no sweep becomes another. */
import type { FileSystem } from "@trm/storage";
import {
  countOperations,
  createSimulatedDisk,
  failAt,
} from "@trm/storage/testing";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  codeVersion,
  expandSuite,
  readPlan,
  writePlan,
  type Plan,
  type PlannedRun,
} from "@trm/experiments";
import { runId } from "../src/plan/run-id";
import { tiny } from "./suites";

const DIR = "/sweeps/tiny";
const FILE = `${DIR}/plan.json`;

const textAt = (files: ReturnType<typeof createSimulatedDisk>): string =>
  JSON.stringify(readPlan(DIR, files));

describe("plan.json", () => {
  it("holds the whole plan, read by folder or by file", () => {
    const files = createSimulatedDisk();
    const plan = expandSuite(tiny());
    writePlan(DIR, plan, files);
    expect(readPlan(DIR, files)).toEqual(plan);
    expect(readPlan(FILE, files)).toEqual(plan);
    writePlan(DIR, plan, files);
    expect(readPlan(DIR, files)).toEqual(plan);
  });

  it("keeps the order of the axes", () => {
    const files = createSimulatedDisk();
    const axes = { budget: [2], arch: ["ut"] };
    writePlan(DIR, expandSuite(tiny({ axes })), files);
    const labels = readPlan(DIR, files).runs[0]?.cells[0]?.labels ?? {};
    expect(Object.keys(labels)).toEqual(["budget", "arch"]);
  });

  it("of other runs is left as it is", () => {
    const files = createSimulatedDisk();
    writePlan(DIR, expandSuite(tiny()), files);
    const before = textAt(files);
    const other = expandSuite(tiny({ seeds: [1, 2] }));
    expect(() => writePlan(DIR, other, files)).toThrow(
      "The folder /sweeps/tiny holds another plan, tiny with 2 runs, than the one given, tiny with 4 runs; choose another folder with --out.",
    );
    expect(textAt(files)).toBe(before);
  });

  it("of other code is left as it is", () => {
    const files = createSimulatedDisk();
    const plan = expandSuite(tiny());
    const runs = plan.runs.map((run) => ({ ...run, id: runId(run, "older") }));
    writePlan(DIR, { ...plan, codeVersion: "older", runs }, files);
    expect(() => writePlan(DIR, plan, files)).toThrow(
      "holds a plan that was made with other code (older)",
    );
  });

  it("takes new words for the same runs", () => {
    const files = createSimulatedDisk();
    writePlan(DIR, expandSuite(tiny()), files);
    const reworded = expandSuite(tiny({ question: "Does it still?" }));
    writePlan(DIR, reworded, files);
    expect(readPlan(DIR, files)).toEqual(reworded);
  });

  it("that is too large to be read again is not written", () => {
    const files = createSimulatedDisk();
    const plan = expandSuite(tiny());
    const suite = { ...plan.suite, question: "?".repeat(2 ** 26) };
    expect(() => writePlan(DIR, { ...plan, suite }, files)).toThrow(
      /^The plan \/sweeps\/tiny\/plan.json of 2 runs would have 6\d{7} bytes, but at most 67108864 are read; /,
    );
    expect(files.status(DIR)).toBeUndefined();
  });

  it("that is missing or none is told apart", () => {
    const files = createSimulatedDisk();
    expect(() => readPlan(DIR, files)).toThrow("There is no plan");
    const plan = expandSuite(tiny());
    const [first] = plan.runs;
    if (!first) throw new Error("a plan has runs");
    const runs = [{ ...first, id: "../../../evil" }];
    writePlan(DIR, { ...plan, runs }, files);
    expect(() => readPlan(DIR, files)).toThrow("is no plan of a sweep");
  });

  it.each(["EIO", "EMFILE", "EACCES"] as const)(
    "that a disk refuses with %s may be one all the same",
    async (error) => {
      const disk = createSimulatedDisk();
      writePlan(DIR, expandSuite(tiny()), disk);
      const read = (files: FileSystem): unknown => readPlan(FILE, files);
      const operations = await countOperations((files) => {
        read(files);
      }, disk);
      for (let n = 1; n <= operations; n += 1)
        expect(() => read(failAt(disk, n, { error })), `${n}`).toThrow(
          expect.not.objectContaining({ name: "SweepError" }),
        );
    },
  );
});

describe("a plan whose runs were changed by hand", () => {
  const plan = expandSuite(tiny());
  const [first, second] = plan.runs as [PlannedRun, PlannedRun];
  const { config } = second;
  const training = { ...config.training, seed: 9 };
  const renamed = (run: PlannedRun): PlannedRun => ({
    ...run,
    id: runId(run, codeVersion()),
  });

  it.each<[string, Plan["runs"], string]>([
    [
      "has one twice",
      [first, second, { ...first, index: 2 }],
      "its runs 0 and 2 are the same",
    ],
    [
      "is out of order",
      [second, first],
      "its run 0 has the index 1, expected 0",
    ],
    [
      "has another configuration",
      [first, { ...second, config: { ...config, budget: 3 } }],
      `its run 1 has the id ${second.id}, but what it computes has `,
    ],
    [
      "is asked something else",
      [first, { ...second, evaluation: { count: 4, lengths: [3] } }],
      `its run 1 has the id ${second.id}, but what it computes has `,
    ],
    [
      "has the seed of another",
      [first, renamed({ ...second, config: { ...config, training } })],
      "its run 1 has the seed 1, but its configuration has 9",
    ],
    [
      "has a cell twice",
      [first, { ...second, cells: [...second.cells, ...second.cells] }],
      "its run 1 is in one of its cells twice",
    ],
  ])("%s and is refused", (_, runs, message) => {
    const files = createSimulatedDisk();
    writePlan(DIR, { ...plan, runs }, files);
    expect(() => readPlan(DIR, files)).toThrow(
      `The plan ${FILE} is not as trm sweep plan writes it: ${message}`,
    );
  });
});

describe("a plan that is kept here", () => {
  const RESULTS = join(import.meta.dirname, "../../../results");
  const folders = [RESULTS, join(RESULTS, "pilots")].flatMap((dir) =>
    readdirSync(dir).map((name) => join(dir, name)),
  );

  it.each(folders.filter((dir) => existsSync(join(dir, "plan.json"))))(
    "is read: %s",
    (dir) => {
      expect(readPlan(dir).runs.length).toBeGreaterThan(0);
    },
  );
});
