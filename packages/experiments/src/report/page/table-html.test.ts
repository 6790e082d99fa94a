import { describe, expect, it } from "vitest";
import type { Table } from "../table";
import { tableHtml } from "./table-html";

const table = (count: number, isAnchored = false): Table => ({
  ...{ id: "t", title: "Rows", caption: "All of them." },
  columns: [{ title: "a" }, { title: "b", numeric: true }],
  rows: Array.from({ length: count }, (_, i) => ({
    cells: [`row ${i}`, { text: "holds, in part", verdict: "holds" }],
    ...(isAnchored && { anchor: `row-${i}` }),
  })),
});

const place = { anchor: "t", file: "tables/t", isWhole: false };

const shapeOf = (html: string) => ({
  folded: /<summary>\s*(.*?)\s*<\/summary>/.exec(html)?.[1],
  rows: html.match(/<tr[\s>]/g)?.length ?? 0,
});

describe("a table in the page", () => {
  it.each([
    ["open while it is short", table(12), { folded: undefined, rows: 13 }],
    ["folded where it is long", table(13), { folded: "13 rows", rows: 14 }],
    ["left to its files", table(201), { folded: undefined, rows: 0 }],
    [
      "folded where something leads to its rows",
      table(201, true),
      { folded: "201 rows", rows: 202 },
    ],
  ])("is %s", (_, given, shape) => {
    expect(shapeOf(tableHtml(given, place).html)).toEqual(shape);
  });

  it("is whole where it has to be", () => {
    const { html } = tableHtml(table(300), { ...place, isWhole: true });
    expect(shapeOf(html)).toEqual({ folded: undefined, rows: 301 });
  });

  it("says how many rows the files have that it has not", () => {
    const { html } = tableHtml(table(201), place);
    expect(html).toMatch(/201 rows, which are in <code>tables\/t\.csv<\/code>/);
    expect(html).toContain('href="tables/t.csv"');
  });

  it("has the words of a verdict's cell", () => {
    expect(tableHtml(table(1), place).html).toContain("holds, in part");
  });
});
