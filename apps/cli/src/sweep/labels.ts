/** @file How runs of a sweep, their number, their cells and its folder are called. */
import type { PlannedCell, PlannedRun } from "@trm/experiments";
import { printable } from "../runs/printable";

/**
 * The values of a cell's axes: "dense, full"; a suite without axes has one cell, its block. A suite may come from
 * anywhere, so the text is {@link printable}.
 */
export function cellLabel({ block, labels }: PlannedCell): string {
  const values = Object.values(labels);
  return printable(values.length > 0 ? values.join(", ") : block);
}

/** "1 run", "2 runs" */
export const runsWords = (count: number): string =>
  `${count} run${count === 1 ? "" : "s"}`;

/** A folder as a word of a command that can be copied into a shell. */
export const shellWord = (path: string): string =>
  /^[\w./@%+=:,-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;

/** A run as lines of progress name it: "dense, full, seed 1". */
export function runLabel({ cells, seed }: PlannedRun): string {
  const [cell] = cells;
  const words = cell === undefined ? [] : [cellLabel(cell)];
  return [...words, `seed ${seed}`].join(", ");
}
