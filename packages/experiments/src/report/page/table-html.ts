/** @file A table in the page; one that is too wide scrolls in its own box. */
import type { Cell, Column, Row, Table } from "../table";
import { richCell } from "../table";
import { html, type Html } from "./html";
import { verdictHtml } from "./verdict-html";

const classOf = ({ numeric, wide }: Column): string | undefined =>
  numeric ? "number" : wide ? "wide" : undefined;

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
  if (verdict !== undefined) return verdictHtml(verdict);
  const shown = text === "" ? "–" : text;
  const words = code ? html`<code>${shown}</code>` : html`${shown}`;
  return href === undefined ? words : html`<a href="${href}">${words}</a>`;
};

const rowHtml = ({ cells, anchor }: Row, columns: readonly Column[]): Html =>
  html`<tr ${attribute("id", anchor)}>
    ${columns.map(
      (column, i) =>
        html`<td ${attribute("class", classOf(column))}>
          ${contentHtml(cells[i] ?? "")}
        </td>`,
    )}
  </tr>`;

/**
 * A table with its caption and files.
 *
 * @param anchor unique in the page
 * @param file where its files are, without the ending
 */
export const tableHtml = (table: Table, anchor: string, file: string): Html =>
  html`<section class="part" id="${anchor}">
    <h3 id="${anchor}-title">${table.title}</h3>
    <p class="caption">${table.caption}</p>
    <div
      class="scroll"
      role="region"
      aria-labelledby="${anchor}-title"
      tabindex="0"
    >
      <table>
        <thead>
          <tr>
            ${table.columns.map(headHtml)}
          </tr>
        </thead>
        <tbody>
          ${table.rows.map((row) => rowHtml(row, table.columns))}
        </tbody>
      </table>
    </div>
    <p class="files">
      <a href="${file}.csv">CSV</a> · <a href="${file}.md">Markdown</a>
    </p>
  </section>`;
