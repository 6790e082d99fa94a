/** @file Tables as CSV, for programs, and as Markdown, for people. */
import { safeText } from "../safe-text";
import { richCell, type Cell, type Column, type Table } from "../table";

const header = ({ title, unit }: Column): string =>
  unit === undefined ? title : `${title} (${unit})`;

const quoted = (text: string): string =>
  /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const headersOf = (column: Column): readonly string[] =>
  column.csv ?? [header(column)];

/** One field for each header; an empty cell has as many empty ones. */
const fieldsOf = (column: Column, cell: Cell): string[] => {
  const { text, value, verdict } = richCell(cell);
  const fields = [value ?? verdict ?? text].flat();
  return headersOf(column).map((_, i) => String(fields[i] ?? ""));
};

/** RFC 4180, with a header; cells have their full value where they show less. */
export const tableCsv = ({ columns, rows }: Table): string =>
  [
    columns.flatMap(headersOf),
    ...rows.map(({ cells }) =>
      columns.flatMap((column, i) => fieldsOf(column, cells[i] ?? "")),
    ),
  ]
    .map((fields) => `${safeText(fields.map(quoted).join(","))}\r\n`)
    .join("");

const inMarkdown = (text: string): string =>
  text.replaceAll(/[\\|`*_<>[\]]/g, "\\$&").replaceAll(/\s+/g, " ");

const shownIn = (cell: Cell): string => {
  const { text, verdict = "", code } = richCell(cell);
  const shown = text === "" ? verdict : text;
  if (code && shown !== "") return `\`${shown.replaceAll("|", "\\|")}\``;
  return shown === "" ? "–" : inMarkdown(shown);
};

const line = (fields: readonly string[]): string => `| ${fields.join(" | ")} |`;

/** A GitHub table below its title and above its caption. */
export const tableMarkdown = (table: Table): string => {
  const { title, caption, columns, rows } = table;
  const lines = [
    line(columns.map((column) => inMarkdown(header(column)))),
    line(columns.map(({ numeric }) => (numeric ? "---:" : "---"))),
    ...rows.map(({ cells }) =>
      line(columns.map((_, i) => shownIn(cells[i] ?? ""))),
    ),
  ];
  return safeText(
    `## ${inMarkdown(title)}\n\n${lines.join("\n")}\n\n${inMarkdown(caption)}\n`,
  );
};
