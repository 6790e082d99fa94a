import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { parseSuite, suiteRuns } from "./suite";

const quickstart: unknown = JSON.parse(
  await readFile(
    new URL("../../../../suites/quickstart.json", import.meta.url),
    "utf8",
  ),
);
const change = (over: object): unknown => ({
  ...(quickstart as object),
  ...over,
});

describe("a suite", () => {
  it("of the quickstart has seven runs that differ in the architecture only", () => {
    const runs = suiteRuns(parseSuite(quickstart, "quickstart.json"));
    expect(runs.map(({ arch }) => arch)).toEqual([
      "dense",
      "iterative",
      "iterative-step",
      "ut",
      "dual-ut",
      "dual-nested-ut",
      "trm",
    ]);
    const rest = runs.map(({ raw }) => JSON.stringify({ ...raw, arch: "" }));
    expect(new Set(rest).size).toBe(1);
    expect(runs[0]?.raw).toMatchObject({
      task: "reverse",
      length: 10,
      budget: 12,
      model: { nEmbd: 64, nHead: 4, dropout: 0.1 },
      training: { batchSize: 64, learningRate: 1e-3, seed: 1337 },
    });
  });

  it("runs every seed of every architecture", () => {
    const suite = parseSuite(
      change({ grid: { arch: ["dense", "ut"] }, seeds: [1, 2] }),
      "s.json",
    );
    expect(suiteRuns(suite).map(({ arch, seed }) => [arch, seed])).toEqual([
      ["dense", 1],
      ["dense", 2],
      ["ut", 1],
      ["ut", 2],
    ]);
  });

  it.each([
    [
      { seedz: [1] },
      "The suite s.json is not valid: unknown key seedz; did you mean seeds?",
    ],
    [{ seeds: [] }, "The suite s.json is not valid: seeds: "],
    [
      { grid: { arch: ["ut"], archs: [] } },
      "unknown key grid.archs; did you mean arch?",
    ],
    [{ evaluation: { count: 0 } }, "evaluation.count: "],
    [{ name: "../x" }, "name: "],
  ])("with %j is refused in one sentence", (over, message) => {
    const parse = () => parseSuite(change(over), "s.json");
    expect(parse).toThrow(message);
  });
});
