/** @file Plain text tables: columns aligned with spaces, numbers to the right. */
import { printable } from "./runs/printable";

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Numbers are aligned to the right; text, the default, to the left. */
  readonly align?: "left" | "right";
  cell(row: Row): string;
}

/** Lays rows out under their titles, two spaces between columns, without trailing spaces; lines end in "\n". Cells are {@link printable}. */
export function formatTable<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): string {
  const lines = [
    columns.map(({ title }) => printable(title)),
    ...rows.map((row) => columns.map((column) => printable(column.cell(row)))),
  ];
  const widths = columns.map((_, i) =>
    Math.max(...lines.map((line) => line[i]?.length ?? 0)),
  );
  return lines.map((line) => formatLine(line, columns, widths)).join("");
}

function formatLine<Row>(
  cells: readonly string[],
  columns: readonly Column<Row>[],
  widths: readonly number[],
): string {
  const padded = cells.map((cell, i) => {
    const width = widths[i] ?? 0;
    return columns[i]?.align === "right"
      ? cell.padStart(width)
      : cell.padEnd(width);
  });
  return `${padded.join("  ").trimEnd()}\n`;
}

/** A fraction as a percentage: 0.9876 → "98.8 %". */
export function formatPercent(fraction: number, digits = 1): string {
  return `${(100 * fraction).toFixed(digits)} %`;
}

/** An interval of fractions as percentages: "98.1–99.4". */
export function formatInterval({
  lower,
  upper,
}: {
  readonly lower: number;
  readonly upper: number;
}): string {
  return [lower, upper].map((end) => (100 * end).toFixed(1)).join("–");
}
