import { describe, expect, it } from "vitest";
import { syntheticModel } from "../../testing/synthetic-config";
import {
  commonStep,
  lastLists,
  passNorms,
  type ProbedRun,
  relativeLists,
} from "./pass-norms";

const modelConfig = syntheticModel({ arch: "dense", task: "copy", seed: 1 });

/** A run that measured these norms at these steps. */
const runOf = (norms: Readonly<Record<number, number[]>>): ProbedRun => ({
  modelConfig,
  curve: Object.entries(norms).map(([step, g]) => ({
    ...{ step: Number(step), loss: 1, gradientNorm: 1, values: { g } },
  })),
});

const normsOf = (...lists: number[][]) =>
  passNorms(
    lastLists(
      lists.map((list) => runOf({ 10: list })),
      "g",
    ),
  );

describe("norms of passes", () => {
  it("are means of the runs that are above 0, and say of how many", () => {
    const { norms } = normsOf([1, 0, 4], [100, 9, 4], [10, 0, 4]);
    expect(norms.map(({ pass, n, runs }) => [pass, n, runs])).toEqual([
      [1, 3, 3],
      [2, 1, 3],
      [3, 3, 3],
    ]);
    expect(norms[0]?.mean).toBeCloseTo(10, 9);
    expect(norms[1]?.mean).toBeCloseTo(9, 9);
  });

  it("are 0 only where every run's is", () => {
    const { norms, zeros } = normsOf([0, 0, 4], [0, 9, 4]);
    expect(zeros).toEqual([1]);
    expect(norms.map(({ pass }) => pass)).toEqual([2, 3]);
  });
});

describe("relative norms", () => {
  const early = runOf({ 10: [8, 4, 2], 20: [1, 1, 1], 30: [0, 0, 0] });
  const late = runOf({ 10: [0, 0, 0], 20: [300, 100, 0], 30: [1, 2, 3] });

  it("are multiples of the last pass that has one", () => {
    const lists = relativeLists([early, late], "g", 20);
    expect(lists.map(({ list }) => list)).toEqual([
      [1, 1, 1],
      [3, 1, 0],
    ]);
  });

  it("are the same when the loss is a thousandth of it", () => {
    const scaled = runOf({ 10: [0.008, 0.004, 0.002] });
    const [a, b] = relativeLists([early, scaled], "g");
    b!.list.forEach((x, i) => expect(x).toBeCloseTo(a!.list[i]!, 12));
  });

  it("are taken at the first step at which all runs have one", () => {
    expect(commonStep([early, late], "g")).toBe(20);
    expect(commonStep([early, runOf({})], "g")).toBe(10);
    expect(commonStep([early, runOf({ 40: [1] })], "g")).toBeUndefined();
  });
});
