/** @file A selector finds the runs that are meant. */
import { describe, expect, it } from "vitest";
import { expandSuite, matches, type Selector } from "@trm/experiments";
import { tiny } from "./suites";

const blocks = [
  { name: "A", title: "A", axes: { arch: ["dense", "trm"], budget: [2, 4] } },
  {
    ...{ name: "B", title: "B" },
    axes: {
      reach: {
        short: { arch: "trm", budget: 2 },
        long: { arch: "trm", budget: 2, "model.gradient": "full" },
      },
    },
  },
];
const { runs } = expandSuite(tiny({ blocks, axes: undefined }));

/** The runs in words, such as `trm 2`. */
const found = (selector: Selector): string[] =>
  runs
    .filter((run) => matches(run, selector))
    .map(({ config: { arch, budget, model } }) =>
      [arch, budget, model.gradient].filter(Boolean).join(" "),
    );

describe("a selector", () => {
  it.each<[Selector, string[]]>([
    [{}, ["dense 2", "dense 4", "trm 2", "trm 4", "trm 2 full"]],
    [{ arch: "trm", budget: 4 }, ["trm 4"]],
    [{ arch: "trm", budget: "4" }, ["trm 4"]],
    [{ block: "B" }, ["trm 2", "trm 2 full"]],
    [{ reach: "short" }, ["trm 2"]],
    // One run, whose cells are in both blocks; no single cell has both labels.
    [{ block: "A", reach: "short" }, []],
    [{ task: "copy", budget: 4 }, ["dense 4", "trm 4"]],
    // What the row of the architecture says where the configuration is silent.
    [{ "model.gradient": "last-cycle" }, ["trm 2", "trm 4"]],
    [{ "training.seed": 2 }, []],
    [{ nothing: "of this name" }, []],
  ])("%j", (selector, expected) => {
    expect(found(selector)).toEqual(expected);
  });
});
