import { describe, expect, it } from "vitest";
import type { Table } from "../table";
import { tableCsv, tableMarkdown } from "./table-text";

const table: Table = {
  id: "t",
  title: "A *title*",
  caption: "Over 3 seeds.",
  columns: [
    { title: "name" },
    {
      title: "right",
      unit: "%",
      numeric: true,
      csv: ["right, low", "right, high"],
    },
    { title: "command" },
  ],
  rows: [
    {
      cells: [
        'a, "b"',
        { text: "97.1", value: [0.97123, 0.98] },
        { text: "trm | x", code: true },
      ],
    },
    { cells: ["a|b_c", "", { text: "", verdict: "holds" }] },
    { cells: ["two\nlines"] },
  ],
};

describe("a table", () => {
  it("is CSV with all digits, quoted where it must be", () => {
    expect(tableCsv(table)).toBe(
      'name,"right, low","right, high",command\r\n"a, ""b""",0.97123,0.98,trm | x\r\na|b_c,,,holds\r\n"two\nlines",,,\r\n',
    );
  });

  it("is Markdown whose cells cannot break it", () => {
    expect(tableMarkdown(table)).toBe(
      [
        "## A \\*title\\*",
        "",
        "| name | right (%) | command |",
        "| --- | ---: | --- |",
        '| a, "b" | 97.1 | `trm \\| x` |',
        "| a\\|b\\_c | – | holds |",
        "| two lines | – | – |",
        "",
        "Over 3 seeds.",
        "",
      ].join("\n"),
    );
  });
});
