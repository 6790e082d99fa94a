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
  ])("with %j is refused in one sentence", (change, message) => {
    const parse = () => parseSuite({ ...TINY, ...change }, "s.json");
    expect(parse).toThrow("The suite s.json is not valid: ");
    expect(parse).toThrow(message);
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
