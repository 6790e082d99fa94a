/** @file A suite that is not one is refused in a sentence. */
import { describe, expect, it } from "vitest";
import { parseSuite } from "@trm/experiments";
import { TINY } from "./suites";

const CLAIM = {
  ...{ id: "a", text: "A.", kind: "reaches", cell: { arch: "ut" } },
  ...{ metric: "charAcc", value: 1 },
};
const BLOCK = { name: "A", title: "A", axes: { arch: ["ut"] } };

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
    [{ blocks: [BLOCK, BLOCK] }, 'two blocks are called "A".'],
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
  ])("with %j is refused in one sentence", (change, message) => {
    const parse = () => parseSuite({ ...TINY, ...change }, "s.json");
    expect(parse).toThrow("The suite s.json is not valid: ");
    expect(parse).toThrow(message);
  });

  it.each([null, [], "suite"])("is none: %j", (raw) => {
    expect(() => parseSuite(raw, "s.json")).toThrow(
      "The suite s.json is not valid: the file is",
    );
  });
});
