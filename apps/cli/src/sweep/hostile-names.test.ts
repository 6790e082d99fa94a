/** @file Names of a suite that steer a terminal, in what the commands of a sweep print. */
import {
  expandSuite,
  judgeClaims,
  parseSuite,
  summarizeCells,
  type Plan,
  type PlannedRun,
} from "@trm/experiments";
import { describe, expect, it } from "vitest";
import { printableLines } from "../runs/printable";
import { formatTable } from "../table";
import { cellLabel, runLabel } from "./labels";
import { formatCells, formatClaims } from "./results";

const EVIL = "a\u001b[2J\u009bb\u0007";
const SHOWN = "a?[2J?b?";

const plan = expandSuite(
  parseSuite(
    {
      ...{ name: "s", title: "S", question: "?", seeds: [1] },
      base: { arch: "dense", task: "copy", length: 2 },
      axes: { "model.dropout": [0, 0.1] },
      evaluation: { count: 1 },
    },
    "s.json",
  ),
);

const [first] = plan.runs as [PlannedRun];
const run: PlannedRun = {
  ...first,
  cells: [{ block: EVIL, labels: { [EVIL]: EVIL } }],
};
const evil: Plan = {
  ...plan,
  suite: {
    ...plan.suite,
    blocks: [{ name: EVIL, title: EVIL }],
    claims: [
      {
        ...{ id: "c", text: EVIL, kind: "reaches", metric: "charAcc" },
        ...{ cell: { [EVIL]: EVIL }, value: 0.9 },
      },
    ],
  },
  runs: [run],
};
const sweep = {
  ...{ plan: evil, records: new Map(), missing: [run], failures: new Map() },
};

describe("names that steer a terminal", () => {
  it("are shown as names of runs and in tables", () => {
    expect(runLabel(run)).toBe(`${SHOWN}, seed 1`);
    expect(cellLabel({ block: EVIL, labels: {} })).toBe(SHOWN);
    expect(formatTable([{ title: EVIL, cell: () => EVIL }], [1])).toBe(
      `${SHOWN}\n${SHOWN}\n`,
    );
  });

  it("are shown in a comparison, line by line", () => {
    expect(printableLines(`${EVIL}\n${EVIL}\n`)).toBe(`${SHOWN}\n${SHOWN}\n`);
  });

  it("are shown in results and claims", () => {
    const text =
      formatCells(evil.suite, summarizeCells(sweep)) +
      formatClaims(judgeClaims(sweep));
    expect(text).toContain(`\n${SHOWN}\n\n${SHOWN}`);
    expect(text).toContain(`undecided  ${SHOWN} `);
    expect(text).not.toMatch(/[\u0007\u001b\u009b]/);
  });
});
