import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { expandSuite } from "../../plan/expand-suite";
import { parseSuite } from "../../suite/parse-suite";
import { tableCsv, tableMarkdown } from "../files/table-text";
import { viewSweep, type SweepView } from "../sweep-view";
import type { Table } from "../table";
import { syntheticResults } from "../testing/synthetic-results";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { TABLES } from "./registry";

const synthetic = viewSweep(syntheticSweep());

const whyTrmFails = () => {
  const path = new URL(
    "../../../../../suites/why-trm-fails.json",
    import.meta.url,
  );
  const suite = parseSuite(JSON.parse(readFileSync(path, "utf8")), "suite");
  return viewSweep(syntheticResults(expandSuite(suite)));
};

const tableOf = (view: SweepView, id: string): Table => {
  const table = TABLES.find((kind) => kind.id === id)?.make(view);
  if (!table) throw new Error(`${id} does not apply`);
  return table;
};

/** The text of a row's cells by the titles of their columns. */
const textsOf = ({ columns, rows }: Table) =>
  rows.map(({ cells }) =>
    Object.fromEntries(
      columns.map(({ title }, i) => {
        const cell = cells[i] ?? "";
        return [title, typeof cell === "string" ? cell : cell.text];
      }),
    ),
  );

describe.each(TABLES.map(({ id }) => id))("the table %s", (id) => {
  const view = id === "interactions" ? whyTrmFails() : synthetic;
  const table = tableOf(view, id);

  it("has as many cells in each row as it has columns", () => {
    for (const { cells } of table.rows)
      expect(cells).toHaveLength(table.columns.length);
    const titles = table.columns.map(({ title }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  it("names in CSV no unit that its values do not have, and no range in words", () => {
    const [header = "", ...lines] = tableCsv(table).split("\r\n");
    expect(header).not.toMatch(/\(%\)|points/);
    if (id !== "claims")
      expect(lines.join("\n")).not.toMatch(/\d to -?\d|> \d/);
  });

  it("writes no NaN", () => {
    expect(tableCsv(table)).not.toMatch(/NaN|undefined/);
    expect(tableMarkdown(table)).not.toMatch(/NaN|undefined/);
  });
});

describe("the main table", () => {
  const rows = textsOf(tableOf(synthetic, "main"));

  it("says what was used beside what was allowed", () => {
    expect(rows[1]).toMatchObject({
      task: "Copy",
      cell: "Dual UT",
      seeds: "3",
      "passes used": "4.5",
      "passes allowed": "12",
    });
  });

  it("says of steps that were never reached what was watched", () => {
    expect(rows[2]?.["steps to 99 %"]).toBe("> 400 (0 of 3)");
  });

  it("has raw fractions in CSV", () => {
    const [, first = ""] = tableCsv(tableOf(synthetic, "main")).split("\r\n");
    expect(first).toMatch(/^Copy,Dense Transformer,3,0\.99\d+,0\.99\d+,1,/);
  });

  it("has steps as numbers in CSV, and beside them who reached the mark", () => {
    const [header = "", ...lines] = tableCsv(tableOf(synthetic, "main")).split(
      "\r\n",
    );
    expect(header).toMatch(/steps to 99 %,"steps to 99 %, reached"$/);
    expect(lines[2]).toMatch(/,,0 of 3$/);
    expect(lines[0]).toMatch(/,\d+,3 of 3$/);
  });

  it("has no interval where all seeds are equal", () => {
    const sweep = syntheticSweep({ architectures: ["dense"], tasks: ["copy"] });
    const equal = viewSweep({
      ...sweep,
      records: new Map(
        [...sweep.records].map(([id, record]) => [
          id,
          {
            ...record,
            evaluations: record.evaluations.map((result) => ({
              ...result,
              metrics: { ...result.metrics, charAcc: 1 },
            })),
          },
        ]),
      ),
    });
    const table = tableOf(equal, "main");
    expect(textsOf(table)[0]).toMatchObject({
      "characters right": "100.0 %",
      "characters right, 95 % interval": "all seeds equal",
    });
    expect(tableCsv(table)).toContain("Dense Transformer,3,1,,,");
  });

  it("has rows for cells without a run", () => {
    const view = viewSweep(syntheticSweep({ missing: [0, 1, 2, 3] }));
    const table = tableOf(view, "main");
    expect(table.rows[0]?.cells).toHaveLength(table.columns.length);
    const [dense, dual] = textsOf(table);
    expect(dense).toMatchObject({ seeds: "0 of 3", "characters right": "" });
    expect(dual).toMatchObject({ seeds: "2 of 3" });
  });
});

describe("the paper's table", () => {
  it("has the paper's number, ours with its interval, and the difference", () => {
    expect(textsOf(tableOf(synthetic, "paper"))[0]).toMatchObject({
      cell: "Autoregressive TRM, Copy",
      metric: "characters right",
      paper: "11.0 %",
      ours: "11.0 %",
      "ours, 95 % interval": "9.6 to 12.3",
      "our seeds": "3",
    });
  });
});

it("no table names a metric as programs do", () => {
  const cell = { arch: "trm", task: "copy" };
  const paper = [1, 2, 3, 4].map((quarter) => ({
    cell,
    metric: `posQ${quarter}Acc`,
    value: 0.1,
  }));
  const view = viewSweep(syntheticSweep({ suite: { paper } }));
  expect(textsOf(tableOf(view, "paper")).map(({ metric }) => metric)).toEqual(
    ["first", "second", "third", "last"].map(
      (quarter) => `characters right in the ${quarter} quarter`,
    ),
  );
  for (const kind of TABLES)
    expect(JSON.stringify(kind.make(view)?.rows ?? [])).not.toMatch(
      /[a-z\d]Acc\b/,
    );
});

describe("the table of interactions", () => {
  it("has the four means, their difference of differences and an exact p", () => {
    const rows = textsOf(tableOf(whyTrmFails(), "interactions"));
    const row = rows.find(
      ({ claim }) => claim === "copy-interaction-stateNorm-xyz",
    );
    expect(row).toMatchObject({
      "first change": "last-cycle → full",
      "second change": "input scale none → stateNorm xyz",
    });
    // 1 of 35 x 35 synchronised permutations of four seeds, or its mirror image, is as extreme.
    expect(Number(row?.["exact p"])).toBeLessThanOrEqual(0.05);
  });

  it("says of a claim what the table of claims does", () => {
    const said = (id: string) =>
      new Map(
        textsOf(tableOf(whyTrmFails(), id)).map((row) => [
          row.claim,
          [row.p, row["p after Holm"], row.verdict],
        ]),
      );
    const claims = said("claims");
    const rows = [...said("interactions")];
    expect(rows.length).toBeGreaterThan(1);
    expect(rows.some(([, [p, after]]) => p !== after)).toBe(true);
    for (const [claim, words] of rows) expect(claims.get(claim)).toEqual(words);
  });
});

it("the table of phases has a row per level, in steps that hold it", () => {
  const [half, most] = textsOf(tableOf(synthetic, "phases"));
  expect(half).toMatchObject({ held: "50 %", "character 1": "150" });
  expect(most).toMatchObject({ held: "90 %", "character 10": "300" });
});

it("the table of passes has every number that figures show, and 0 where nothing comes through", () => {
  const rows = textsOf(tableOf(synthetic, "passes"));
  expect(rows).toHaveLength(8 * 12);
  const trm = rows.filter(
    ({ task, cell }) => task === "Copy" && cell === "Autoregressive TRM",
  );
  expect(trm[0]).toMatchObject({
    pass: "1",
    writes: "z",
    "|x|": "0.4",
    "|input|": "0.5",
    "|state|": "0.6",
    "|update|": "0.3",
    gradient: "0",
  });
  expect(trm.at(-1)).toMatchObject({
    pass: "12",
    writes: "y",
    // 0.6 x 1.9 ** 11
    "|state|": "699",
    // 0.001 x 1.2 ** 11
    gradient: "0.00743",
    "gradient / last pass's": "1",
  });
});
