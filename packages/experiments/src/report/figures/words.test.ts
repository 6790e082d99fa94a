import { describe, expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { syntheticSweep } from "../testing/synthetic-sweep";
import {
  groupWords,
  intervalWords,
  seedWords,
  sentences,
  spreadWords,
  stoppedWords,
} from "./words";

const runs = (n: number) => ({ runs: Array.from({ length: n }, () => ({})) });

describe("words of a group", () => {
  const { plan, titleOf } = viewSweep(syntheticSweep());
  const group = { block: "A", shared: { task: "copy", arch: "ut" } };

  it("are what its cells share, after its block where there are several", () => {
    expect(groupWords(group, { plan, titleOf })).toBe(
      "Copy, Universal Transformer",
    );
    const blocks = ["A", "B"].map((name) => ({ name, title: `Block ${name}` }));
    const several = { ...plan, suite: { ...plan.suite, blocks } };
    expect(groupWords(group, { plan: several, titleOf })).toBe(
      "A: Copy, Universal Transformer",
    );
    const lone = { block: "A", shared: {} };
    expect(groupWords(lone, { plan: several, titleOf })).toBe("A: Block A");
  });
});

describe("words of captions", () => {
  it("count seeds", () => {
    expect(seedWords([runs(3), runs(3)])).toBe("3 seeds each");
    expect(seedWords([runs(2), runs(4)])).toBe("2 to 4 seeds each");
    expect(seedWords([runs(1)])).toBe("one seed each");
    expect(seedWords([runs(0)])).toBe("no run yet");
  });

  it("say that one seed gives no interval", () => {
    expect(intervalWords("Bands are", [runs(1)])).toBe(
      "One seed gives no interval.",
    );
    expect(intervalWords("Bands are", [runs(1), runs(3)])).toContain(
      "where there is one seed, there is none",
    );
  });

  it("say what shows the spread of few series and of many", () => {
    const cells = [runs(3)];
    expect(spreadWords(cells, ["bands"])).toMatch(/^Bands are 95 %/);
    expect(spreadWords(cells, ["runs"])).toBe("Thin lines are single seeds.");
    expect(spreadWords(cells, ["runs", "bands"])).toMatch(
      /^Bands are .* Thin lines are single seeds in plots of more than 3 series\.$/,
    );
    expect(spreadWords([runs(1)], ["runs"])).toBe("");
  });

  it("say how many runs were stopped early, and nothing where none was", () => {
    const stop = (metric: string, threshold: number) => ({
      ending: { step: 150, stoppedEarly: { metric, threshold, since: 100 } },
    });
    const cell = {
      runs: [
        ...[stop("charAcc", 0.99), stop("seqAcc", 0.9)],
        ...[stop("charAcc", 0.99), { ending: { step: 600 } }],
      ],
    };
    expect(stoppedWords([cell])).toMatch(
      /^3 of 4 runs were stopped early, 2 once characters right held 99 % and 1 once sequences right held 90 %;/,
    );
    // A run of two cells is one run.
    expect(stoppedWords([cell, cell])).toBe(stoppedWords([cell]));
    expect(stoppedWords([{ runs: [{ ending: { step: 600 } }] }])).toBe("");
    expect(sentences("One.", "", "Two.")).toBe("One. Two.");
  });
});
