/** @file What a table is: plain data, rendered as HTML, CSV and Markdown. */
import type { Verdict } from "../claims/judged-claim";
import type { SweepView } from "./sweep-view";

/** One column. */
export interface Column {
  readonly title: string;
  /** such as `%`; shown after the title */
  readonly unit?: string;
  /** aligned right, in digits of one width */
  readonly numeric?: boolean;
  /** long words that may wrap */
  readonly wide?: boolean;
  /** headers of what CSV holds instead, one or more columns, with the units of their values; absent, title and unit */
  readonly csv?: readonly string[];
}

/** One cell with more than its words. */
export interface RichCell {
  /** as people read it; empty is shown as a dash */
  readonly text: string;
  /** what CSV holds instead, such as every digit of a number; a list has one for each of the column's `csv` */
  readonly value?: string | number | readonly (string | number)[];
  /** an anchor of the page, see {@link SweepView.hrefOf} */
  readonly href?: string;
  readonly verdict?: Verdict;
  /** words that are typed, such as a command */
  readonly code?: boolean;
}

/** One cell. */
export type Cell = string | RichCell;

/** One row; its anchor, if any, is unique in the page. */
export interface Row {
  readonly cells: readonly Cell[];
  readonly anchor?: string;
}

/** One table of one sweep. */
export interface Table {
  /** such as `main`; unique in its sweep, part of file names */
  readonly id: string;
  readonly title: string;
  /** what the numbers are, of how many seeds, and what the intervals are */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

/** A row of the table of tables. */
export interface TableKind {
  readonly id: string;
  /** undefined where the sweep has nothing of the kind */
  make(view: SweepView): Table | undefined;
}

/** A cell with all its parts. */
export const richCell = (cell: Cell): RichCell =>
  typeof cell === "string" ? { text: cell } : cell;
