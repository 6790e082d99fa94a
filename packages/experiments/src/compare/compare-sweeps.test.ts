import { describe, expect, it } from "vitest";
import { type GivenCell, resultSweep } from "../claims/testing/result-sweep";
import { compareSweeps } from "./compare-sweeps";
import {
  comparisonMarkdown,
  comparisonSentences,
  comparisonTable,
  comparisonText,
} from "./comparison-text";

const cell = (
  arch: string,
  accuracies: (number | undefined)[],
  more: Partial<GivenCell> = {},
): GivenCell => ({ labels: { arch, task: "copy" }, accuracies, ...more });

const before = resultSweep([
  cell("dense", [0.9, 0.91, 0.92]),
  cell("trm", [0.1, 0.2, 0.15]),
  cell("ut", [0.5]),
]);
const after = resultSweep([
  cell("dense", [0.5, 0.51, 0.52], { learningRate: 0.002 }),
  cell("trm", [0.12, 0.18, 0.16, 0.2]),
  cell("ut", [0.6]),
  cell("iterative", [undefined, 1]),
]);

describe("compareSweeps", () => {
  const comparison = compareSweeps(before, after);

  it("finds the change that is beyond noise, and no other", () => {
    const beyond = comparison.cells.map(({ labels, metrics }) => [
      labels.arch,
      ...metrics.map(({ beyondNoise }) => beyondNoise),
    ]);
    expect(beyond).toEqual([
      ["dense", true, true],
      ["trm", false, false],
      ["ut", false, false],
    ]);
    const [characters] = comparison.cells[0]!.metrics;
    expect(characters?.change.difference).toBeCloseTo(-0.4, 12);
    expect(characters?.corrected).toBeGreaterThan(characters!.p!);
  });

  it("does not test single seeds", () => {
    const [characters] = comparison.cells[2]!.metrics;
    expect(characters).not.toHaveProperty("p");
    expect(characters?.change.difference).toBeCloseTo(0.1, 12);
  });

  it("names runs that only one has, and settings that differ", () => {
    expect(comparison.onlyA).toEqual([]);
    expect(
      comparison.onlyB.map(({ labels, seed }) => [labels.arch, seed]),
    ).toEqual([
      ["trm", 4],
      ["iterative", 2],
    ]);
    expect(comparison.cells[0]?.changes).toEqual([
      { key: "training.learningRate", a: 0.001, b: 0.002 },
    ]);
    expect(comparison.cells[1]?.changes).toEqual([]);
  });

  it("turns its signs when the sweeps change places", () => {
    const turned = compareSweeps(after, before);
    const differences = (of: typeof comparison) =>
      of.cells.flatMap(({ metrics }) =>
        metrics.map(({ change }) => change.difference),
      );
    const other = differences(turned);
    differences(comparison).forEach((difference, i) =>
      expect(other[i]).toBeCloseTo(-difference, 12),
    );
    expect(turned.onlyA).toEqual(comparison.onlyB);
  });

  it("finds nothing between a sweep and itself", () => {
    const { cells, onlyA, onlyB } = compareSweeps(before, before);
    expect([onlyA, onlyB]).toEqual([[], []]);
    expect(cells.map(({ sameRuns }) => sameRuns)).toEqual([3, 3, 1]);
    for (const { metrics, changes } of cells) {
      expect(changes).toEqual([]);
      for (const { beyondNoise, change } of metrics)
        expect([beyondNoise, change.difference]).toEqual([false, 0]);
    }
  });

  it("matches cells whatever the order of their axes", () => {
    const turned = resultSweep([
      { labels: { task: "copy", arch: "dense" }, accuracies: [1, 1, 1] },
    ]);
    expect(compareSweeps(before, turned).cells).toHaveLength(1);
  });

  it("does not call other seeds another setting, but names them", () => {
    const other = resultSweep([cell("dense", [0.9, 0.91], { seeds: [7, 8] })]);
    const { cells, onlyA, onlyB } = compareSweeps(
      resultSweep([cell("dense", [0.9, 0.91])]),
      other,
    );
    expect(cells[0]?.changes).toEqual([]);
    expect([onlyA, onlyB].map((runs) => runs.map(({ seed }) => seed))).toEqual([
      [1, 2],
      [7, 8],
    ]);
  });

  it("judges sides without spread by the exact test", () => {
    const solved = resultSweep([cell("dense", [1, 1, 1, 1])]);
    const failed = resultSweep([cell("dense", [0, 0, 0, 0])]);
    const { cells } = compareSweeps(failed, solved, ["charAcc"]);
    expect(cells[0]?.metrics[0]?.p).toBeCloseTo(2 / 70, 12);
    expect(cells[0]?.metrics[0]?.beyondNoise).toBe(true);
  });

  it("calls sides without spread that are too few to reach 5 % neither beyond noise nor within it", () => {
    const found = (seeds: number, metrics?: string[]) => {
      const of = (value: number) =>
        resultSweep([cell("dense", Array<number>(seeds).fill(value))]);
      const { cells } = compareSweeps(of(0), of(1), metrics);
      return cells[0]?.metrics.map(({ beyondNoise, tooFew }) => [
        beyondNoise,
        tooFew,
      ]);
    };
    expect(found(3, ["charAcc"])).toEqual([[false, true]]);
    expect(found(4, ["charAcc"])).toEqual([[true, false]]);
    expect(found(4)).toEqual([
      [false, true],
      [false, true],
    ]);
  });
});

describe("a comparison as text", () => {
  const comparison = compareSweeps(before, after, ["charAcc"]);

  it("says what is beyond noise, what differs, and what only one has", () => {
    expect(comparisonSentences(comparison)).toEqual([
      "Beyond the noise of the seeds: 1 of 2 tested differences (Welch's test, or the exact permutation test where there is no spread, at 5 % after Holm's correction).",
      "Not tested, because a side has one seed: 1.",
      "training.learningRate is 0.001 in A and 0.002 in B, in block main, dense, copy.",
      "Results that only B has: block main, trm, copy, seed 4; block main, iterative, copy, seed 2.",
    ]);
  });

  it("counts the differences that too few seeds leave open", () => {
    const three = (value: number) =>
      resultSweep([cell("dense", [value, value, value])]);
    const open = compareSweeps(three(0), three(1), ["charAcc"]);
    expect(comparisonTable(open).rows[0]?.at(-1)).toBe(
      "too few seeds to tell, p = 0.1",
    );
    const sentences = comparisonSentences(open);
    expect(sentences[0]).toContain("0 of 0 tested differences");
    expect(sentences[1]).toContain("the sides do not: 1.");
  });

  it("says which runs are the same, and that the code differs", () => {
    const { plan, ...rest } = before;
    const newer = { ...rest, plan: { ...plan, codeVersion: "newer" } };
    const sentences = comparisonSentences(compareSweeps(before, newer));
    expect(sentences).toContain(
      "The same run in both, with the same configuration and code: 7.",
    );
    expect(sentences).toContain("The code differs: given in A, newer in B.");
  });

  it("has a row per cell and metric", () => {
    const { columns, rows } = comparisonTable(comparison);
    expect(columns).toHaveLength(6);
    expect(rows[0]).toEqual([
      "block main, dense, copy",
      "characters right",
      "91.0 % (95 % interval 88.5 to 93.5 %, 3 seeds)",
      "51.0 % (95 % interval 48.5 to 53.5 %, 3 seeds)",
      "-40.0 percentage points",
      "beyond noise, p < 0.0001",
    ]);
  });

  it("is aligned in a terminal, and a table in Markdown", () => {
    const [head, first] = comparisonText(comparison).split("\n");
    expect(first?.indexOf("characters right")).toBe(head?.indexOf("metric"));
    expect(comparisonMarkdown(comparison)).toContain("| --- | --- |");
  });
});
