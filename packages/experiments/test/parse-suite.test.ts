/** @file A suite that is not one is refused in a sentence. */
import { describe, expect, it } from "vitest";
import { parseSuite } from "@trm/experiments";
import { TINY } from "./suites";

const CLAIM = {
  ...{ id: "a", text: "A.", kind: "reaches", cell: { arch: "ut" } },
  ...{ metric: "charAcc", value: 1 },
};
const BLOCK = { name: "A", title: "A", axes: { arch: ["ut"] } };
const BLOCKS = { axes: undefined, blocks: [BLOCK] };
const SEED =
  'sets training.seed, which a suite takes from its list "seeds"; name the seeds there and leave it out here.';

describe("a suite", () => {
  it.each<[object, string]>([
    [{ seedz: [1] }, "unknown key seedz; did you mean seeds?"],
    [
      { evaluation: { count: 1, length: [3] } },
      "unknown key evaluation.length; did you mean lengths?",
    ],
    [
      { blocks: [{ ...BLOCK, titel: "B" }] },
      "unknown key blocks.0.titel; did you mean title?",
    ],
    [
      { profiles: { small: { basis: {} } } },
      "unknown key profiles.small.basis; did you mean base?",
    ],
    [
      { claims: [{ ...CLAIM, metrik: 1 }] },
      "unknown key claims.0.metrik; did you mean metric?",
    ],
    [{ ...BLOCKS, blocks: [BLOCK, BLOCK] }, 'two blocks are called "A".'],
    [{ claims: [CLAIM, CLAIM] }, 'two claims have the id "a".'],
    [
      { profiles: { small: { claims: [CLAIM, CLAIM] } } },
      'two claims have the id "a".',
    ],
    [
      { claims: [{ ...CLAIM, cell: { archs: "ut" } }] },
      'the claim a selects by "archs", which is no axis and no configuration path; did you mean arch?',
    ],
    [
      {
        profiles: {
          small: { claims: [{ ...CLAIM, cell: { "model.gradiant": "full" } }] },
        },
      },
      "did you mean model.gradient?",
    ],
    [
      { paper: [{ cell: { tasks: "copy" }, metric: "charAcc", value: 1 }] },
      "the paper's charAcc selects by",
    ],
    [{ title: undefined }, "title is missing."],
    [{ name: "../x" }, "name is"],
    [{ axes: { arch: [] } }, "axes.arch is"],
    [{ axes: { arch: "ut" } }, "expected a list of values"],
    [{ seeds: [1.5] }, "seeds.0 is 1.5"],
    [
      { axes: { scale: {} } },
      "axes.scale is an object: expected one named value at least",
    ],
    [{ axes: { "training.seed": [1, 2] } }, `axes.training.seed ${SEED}`],
    [
      { axes: { luck: { good: { training: { seed: 7 } } } } },
      `axes.luck.good ${SEED}`,
    ],
    [{ base: { training: { seed: 1 } } }, `valid: base ${SEED}`],
    [
      { profiles: { small: { base: { training: { seed: 1 } } } } },
      `profiles.small.base ${SEED}`,
    ],
    [
      {
        axes: undefined,
        blocks: [{ ...BLOCK, base: { training: { seed: 1 } } }],
      },
      `blocks.0.base ${SEED}`,
    ],
    [
      { axes: { "model..nEmbd": [8] } },
      'axes.model..nEmbd has an empty name in its path "model..nEmbd"; did you mean model.nEmbd?',
    ],
    [
      { axes: { it: { a: { "model..zzzzzzzzz": 8 } } } },
      'axes.it.a has an empty name in its path "model..zzzzzzzzz"; write a path such as model.nEmbd.',
    ],
    [
      { axes: { arch: ["ut", "trm", "ut"] } },
      'axes.arch lists "ut" twice; leave one of them out.',
    ],
    [
      { axes: { arch: ["ut"], it: { a: {}, b: { arch: "trm" } } } },
      "axes.arch and axes.it both set arch, of which only the second would count; set it in one of them.",
    ],
    [{ axes: { budget: [12, "12"] } }, 'axes.budget lists "12" twice'],
    [{ seeds: [1, 2, 1] }, "seeds lists 1 twice"],
    [
      { evaluation: { count: 1, lengths: [3, 3] } },
      "evaluation.lengths lists 3 twice",
    ],
    [
      { blocks: [BLOCK] },
      "axes and blocks are both there, and only blocks would be planned; move the axes into the blocks, or leave them out.",
    ],
    [
      { ...BLOCKS, profiles: { small: { axes: { arch: ["ut"] } } } },
      "profiles.small.axes is there beside blocks",
    ],
    [
      { profiles: { small: { axes: BLOCK.axes, blocks: [BLOCK] } } },
      "profiles.small.axes is there beside blocks",
    ],
    [
      { figures: ["acuracy"] },
      'figures.0 is "acuracy"; did you mean accuracy?',
    ],
    [
      { figures: ["pie"] },
      'figures.0 is "pie"; expected one of accuracy, learning-curves, ',
    ],
  ])("with %j is refused in one sentence", (change, message) => {
    const parse = () => parseSuite({ ...TINY, ...change }, "s.json");
    expect(parse).toThrow("The suite s.json is not valid: ");
    expect(parse).toThrow(message);
  });

  it("of a million seeds is read at once", () => {
    const seeds = [...Array(1e6).keys()];
    const parse = (all: number[]) =>
      parseSuite({ ...TINY, seeds: all }, "s.json");
    expect(parse(seeds).seeds).toHaveLength(1e6);
    expect(() => parse([...seeds, 7])).toThrow("seeds lists 7 twice");
  });

  it("may have blocks in a profile where the suite has axes", () => {
    const raw = { ...TINY, profiles: { small: { blocks: [BLOCK] } } };
    expect(parseSuite(raw, "s.json").profiles).toHaveProperty("small");
  });

  it.each([null, [], "suite"])("is none: %j", (raw) => {
    expect(() => parseSuite(raw, "s.json")).toThrow(
      "The suite s.json is not valid: the file is",
    );
  });
});

const INTERACTION = {
  ...{ id: "a", text: "A.", kind: "interaction", metric: "charAcc" },
  factors: ["arch", "budget"],
  levels: [
    ["dense", "ut"],
    [2, 3],
  ],
};
const BETTER = {
  ...{ id: "a", text: "A.", kind: "better", metric: "stepsTo99" },
  ...{ cell: { arch: "ut" }, than: { arch: "dense" } },
};

describe("a claim", () => {
  it.each<[object, string]>([
    [
      { ...CLAIM, metric: "charAc" },
      'about the metric "charAc", which no run has; did you mean charAcc?',
    ],
    [
      { ...CLAIM, metric: "toString" },
      'about the metric "toString", which no run has; expected one of charAcc, ',
    ],
    [{ ...CLAIM, metric: "positionAcc" }, "which no run has; "],
    [
      { ...BETTER, metric: "stepsTo75" },
      "which no run has; expected stepsTo50 or stepsTo99.",
    ],
    [
      { ...CLAIM, metric: "charAcc@3@4" },
      'about the metric "charAcc@3@4"; expected one task length behind the @, such as charAcc@20.',
    ],
    [{ ...CLAIM, metric: "charAcc@" }, "expected one task length behind the @"],
    [
      { ...CLAIM, metric: "parameters@3" },
      "but parameters is of the run, whatever length is asked; did you mean parameters?",
    ],
    [
      { ...CLAIM, metric: "stepsTo99" },
      "is of the kind reaches, but stepsTo99, which some seeds may never come to, has no mean; the kind for it is better.",
    ],
    [
      { ...BETTER, by: 5 },
      "has by 5, but no test of stepsTo99 has a margin; leave by out.",
    ],
    [
      { ...CLAIM, value: 99.5 },
      "has value 99.5, but charAcc is a fraction from 0 to 1; did you mean 0.995?",
    ],
    [
      { ...BETTER, metric: "seqAcc@5", by: 5 },
      "has by 5, but seqAcc@5 is a fraction from 0 to 1; did you mean 0.05?",
    ],
    [
      { ...CLAIM, value: -1 },
      "has value -1, but charAcc is a fraction from 0 to 1; write a number between them.",
    ],
    [
      { ...INTERACTION, factors: ["arch", "arch"] },
      'has the factor "arch" twice, but an interaction is one of two; name another axis.',
    ],
    [
      {
        ...INTERACTION,
        levels: [
          ["dense", "ut"],
          [2, "2"],
        ],
      },
      "compares budget 2 with itself; name two levels.",
    ],
    [
      { ...INTERACTION, where: { arch: "ut" } },
      'has its factor "arch" in where, too; leave it out there.',
    ],
  ])("that cannot be judged is refused: %j", (claim, message) => {
    for (const change of [
      { claims: [claim] },
      { profiles: { small: { claims: [claim] } } },
    ]) {
      const parse = () => parseSuite({ ...TINY, ...change }, "s.json");
      expect(parse).toThrow("The suite s.json is not valid: the claim a ");
      expect(parse).toThrow(message);
    }
  });

  it.each([
    CLAIM,
    { ...CLAIM, metric: "posQ1Acc@5", value: 1 },
    { ...CLAIM, metric: "gradientPasses", value: 12 },
    BETTER,
    INTERACTION,
  ])("may be about what a record has: %j", (claim) => {
    const suite = parseSuite({ ...TINY, claims: [claim] }, "s.json");
    expect(suite.claims).toHaveLength(1);
  });
});

describe("a number of the paper", () => {
  it.each<[object, string]>([
    [{ metric: "charAc" }, "paper.0 is about the metric"],
    [
      { metric: "stepsTo99" },
      "paper.0 is about stepsTo99, which some seeds may never come to",
    ],
    [{ value: 54 }, "paper.0 has value 54, but charAcc is a fraction"],
  ])("that nothing stands beside is refused: %j", (change, message) => {
    const number = { cell: { arch: "ut" }, metric: "charAcc", value: 0.5 };
    const paper = [{ ...number, ...change }];
    expect(() => parseSuite({ ...TINY, paper }, "s.json")).toThrow(message);
  });
});
