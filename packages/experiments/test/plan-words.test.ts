/** @file Claims and numbers of the paper that a plan leaves hanging are slips of the pen. */
import { describe, expect, it } from "vitest";
import { expandSuite } from "@trm/experiments";
import { tiny } from "./suites";

const claim = (change: object) => ({
  ...{ id: "c", text: "A claim.", metric: "charAcc" },
  ...{ kind: "reaches", cell: { arch: "dense" }, value: 1, ...change },
});
const BETTER = {
  ...{ id: "c", text: "A claim.", kind: "better", metric: "charAcc" },
  ...{ cell: { arch: "dense" }, than: { block: "tinny" } },
};
const INTERACTION = {
  ...{ id: "c", text: "A claim.", kind: "interaction", metric: "charAcc" },
  factors: ["arch", "budget"],
  levels: [
    ["dense", "ut"],
    [2, 3],
  ],
};

describe("a claim about nothing", () => {
  it.each<[object, string]>([
    [
      claim({ cell: { arch: "dens" } }),
      'The suite tiny has a claim about nothing: the claim c selects arch "dens", which no such run has; did you mean "dense"?',
    ],
    [
      BETTER,
      'the claim c selects block "tinny", which no such run has; did you mean "tiny"?',
    ],
    [
      claim({ cell: { arch: "dense", "model.nEmbd": 9 } }),
      "selects model.nEmbd 9, which no such run has; ",
    ],
    [INTERACTION, "the claim c selects budget 3, which no such run has; "],
    [
      claim({ metric: "charAcc@4" }),
      "the claim c speaks of charAcc@4, but its runs are asked at 3, 5.",
    ],
  ])("is refused with the value that was meant: %j", (its, message) => {
    const suite = tiny({ claims: [its] });
    expect(() => expandSuite(suite)).toThrow(message);
  });

  it.each<[object, string]>([
    [
      { ...BETTER, than: { "model.nEmbd": 8, arch: "dense" } },
      "The suite tiny has a claim that nothing decides: the claim c compares runs with themselves, as two of its cells are the same runs; select others.",
    ],
    [
      claim({ minimumSeeds: 3 }),
      "a claim that nothing decides: the claim c has minimumSeeds 3, but 2 are planned of its cells; plan more seeds, or lower it.",
    ],
  ])("is as good as one that nothing decides: %j", (its, message) => {
    const suite = tiny({ seeds: [1, 2], claims: [its] });
    expect(() => expandSuite(suite)).toThrow(message);
  });

  it("is one in the profile that has no such runs", () => {
    const suite = tiny({
      claims: [claim({ metric: "charAcc@5" })],
      profiles: { small: { axes: { arch: ["ut"] } } },
    });
    expect(expandSuite(suite).suite.claims).toHaveLength(1);
    expect(() => expandSuite(suite, { profile: "small" })).toThrow(
      "The suite tiny in its profile small has a claim about nothing",
    );
  });

  it("may be what overrides make of it", () => {
    const suite = tiny({ claims: [claim({ cell: { "model.nEmbd": 8 } })] });
    const over = [{ path: ["model", "nEmbd"], value: 4 }];
    expect(expandSuite(suite, { overrides: over }).runs).toHaveLength(2);
  });
});

describe("a number of the paper", () => {
  const paper = (cell: object, metric = "charAcc") => ({
    paper: [{ cell, metric, value: 0.5 }],
  });

  it.each<[object, string]>([
    [
      paper({ arch: "dens" }),
      'The suite tiny has a number of the paper beside nothing: paper.0 selects arch "dens", which no such run has; did you mean "dense"?',
    ],
    [
      paper({ arch: "dense" }, "charAcc@4"),
      "paper.0 speaks of charAcc@4, but its runs are asked at 3, 5.",
    ],
  ])("stands beside a run: %j", (change, message) => {
    expect(() => expandSuite(tiny(change))).toThrow(message);
  });

  it("may stand beside runs of another size", () => {
    const suite = tiny({
      ...paper({ arch: "dense" }),
      profiles: { small: { axes: { arch: ["ut"] } } },
    });
    const small = expandSuite(suite, { profile: "small" });
    expect(small.suite.paper).toHaveLength(1);
  });
});
