/** @file A table in the page; one that is too wide scrolls in its own box, one that is too long is folded or left to its files. */
import type { Cell, Column, Row, Table } from "../table";
import { richCell } from "../table";
import { html, raw, type Html } from "./html";
import { verdictHtml } from "./verdict-html";

/** Tables of details with more rows are folded. */
const MOST_OPEN_ROWS = 12;

/** Tables with more rows are not in the page, unless something leads to a row. */
const MOST_ROWS = 200;

const classOf = ({ numeric, wide }: Column): string | undefined =>
  numeric ? undefined : wide ? "wide" : "words";

const attribute = (name: string, value: string | undefined): Html | false =>
  value !== undefined && html` ${{ html: name }}="${value}"`;

const headHtml = (column: Column): Html =>
  html`<th scope="col" ${attribute("class", classOf(column))}>
    ${column.title}${
      column.unit !== undefined &&
      html` <span class="unit">${column.unit}</span>`
    }
  </th>`;

const contentHtml = (cell: Cell): Html => {
  const { text, href, verdict, code } = richCell(cell);
  if (verdict !== undefined) return verdictHtml(verdict, text);
  const shown = text === "" ? "–" : text;
  const words = code ? html`<code>${shown}</code>` : html`${shown}`;
  return href === undefined ? words : html`<a href="${href}">${words}</a>`;
};

/** Without line breaks and an end, which HTML does not need: a page has thousands of cells. */
const cellHtml = (column: Column, cell: Cell): Html => {
  const name = classOf(column);
  const start = name === undefined ? "<td>" : `<td class="${name}">`;
  return raw(`${start}${contentHtml(cell).html}`);
};

const rowHtml = ({ cells, anchor }: Row, columns: readonly Column[]): Html =>
  html`<tr ${attribute("id", anchor)}>
    ${columns.map((column, i) => cellHtml(column, cells[i] ?? ""))}
  </tr>`;

const rowsHtml = ({ columns, rows }: Table, anchor: string): Html =>
  html`<div
    class="scroll"
    role="region"
    aria-labelledby="${anchor}-title"
    tabindex="0"
  >
    <table>
      <thead>
        <tr>
          ${columns.map(headHtml)}
        </tr>
      </thead>
      <tbody>
        ${rows.map((row) => rowHtml(row, columns))}
      </tbody>
    </table>
  </div>`;

/** Where a table stands. */
interface TablePlace {
  /** unique in the page */
  readonly anchor: string;
  /** where its files are, without the ending */
  readonly file: string;
  /** whole, however long it is */
  readonly isWhole: boolean;
}

const isInPage = ({ rows }: Table): boolean =>
  rows.length <= MOST_ROWS || rows.some(({ anchor }) => anchor !== undefined);

/** The rows of a table of details: as they are, folded, or where to find them. */
const bodyHtml = (table: Table, { anchor, file }: TablePlace): Html => {
  const count = table.rows.length;
  if (!isInPage(table))
    return html`<p class="elsewhere">
      ${count} rows, which are in <code>${file}.csv</code> and
      <code>.md</code> alone.
    </p>`;
  return count > MOST_OPEN_ROWS
    ? html`<details>
        <summary>${count} rows</summary>
        ${rowsHtml(table, anchor)}
      </details>`
    : rowsHtml(table, anchor);
};

/** The files of a table. */
export const tableFilesHtml = (file: string): Html =>
  html`<p class="files">
    <a href="${file}.csv">CSV</a> · <a href="${file}.md">Markdown</a>
  </p>`;

/** A table with its caption and files. */
export const tableHtml = (table: Table, place: TablePlace): Html => {
  const { anchor, file, isWhole } = place;
  return html`<section class="part" id="${anchor}">
    <h3 id="${anchor}-title">${table.title}</h3>
    <p class="caption">${table.caption}</p>
    ${isWhole ? rowsHtml(table, anchor) : bodyHtml(table, place)}
    ${tableFilesHtml(file)}
  </section>`;
};
