import { describe, expect, it } from "vitest";
import { resultSweep } from "../../claims/testing/result-sweep";
import type { Claim } from "../../suite/schema";
import { tableCsv, tableMarkdown } from "../files/table-text";
import { viewSweep } from "../sweep-view";
import { CLAIMS } from "./claims";

const arch = (name: string, ...accuracies: readonly number[]) => ({
  ...{ labels: { arch: name }, accuracies, examples: name },
});
const dense = { arch: "dense" };
const common = { text: "As the test says.", metric: "charAcc" };
const than = (name: string): Claim => ({
  ...{ ...common, id: name, kind: "better", cell: dense },
  than: { arch: name },
});
const level: Claim = {
  ...{ ...common, id: "level", kind: "reaches", cell: dense, value: 0.9 },
};
const cells = [
  arch("dense", 1, 1, 1),
  // Without spread: 1 in 20 of the exact test to either side, twice both after Holm.
  arch("trm", 0, 0, 0),
  arch("ut", 0.99, 1, 1),
];
const claims = [than("trm"), than("ut"), level];
const table = CLAIMS.make(viewSweep(resultSweep(cells, claims)))!;

/** Fields of a line of CSV before the first that has a comma in it. */
const fields = (line = "") => line.split(",").slice(0, 6);

describe("the table of claims", () => {
  const [header, trm, ut, reaches] = tableCsv(table).split("\r\n");

  it("marks a verdict that the correction takes back, and no other", () => {
    const [, , , first, second, third] = tableMarkdown(table)
      .split("\n")
      .filter((line) => /^\|/.test(line) || line === "");
    expect(first).toContain("| holds, not after correction | 0.1 | 0.2 |");
    expect(second).toMatch(/\| undecided \| 0\.\d+ \| 0\.\d+ \|/);
    expect(third).toContain("| holds | – | – |");
  });

  it("has verdict and correction apart in CSV, and every digit of p", () => {
    expect(fields(header).slice(2)).toEqual([
      ...["verdict", "after correction", "p", "p after Holm"],
    ]);
    expect(fields(trm).slice(2)).toEqual([
      ...["holds", "not after correction", "0.1", "0.2"],
    ]);
    expect(fields(ut).slice(2, 4)).toEqual(["undecided", ""]);
    expect(fields(ut)[4]).toMatch(/^0\.\d{10,}$/);
    expect(fields(reaches).slice(2)).toEqual(["holds", "", "", ""]);
  });

  it("says in its caption what is undecided, and what interval and p are", () => {
    expect(table.caption).toContain("as long as a planned seed has no result");
    expect(table.caption).toContain("intervals are 95 %");
    expect(table.caption).toMatch(/\bp, of claims .* is how likely/);
  });
});
