/** @file Steps to half and to nearly all characters right, as censored outcomes. */
import { summarizeCells, type StepsTo } from "../../claims/summarize-cells";
import { cellKey } from "../../plan/selector";
import { whole } from "../figures/format";
import type { Cell, Column, TableKind } from "../table";
import { cellCells, cellColumns } from "./cell-column";

const COLUMNS: readonly Column[] = [
  { title: "mark", numeric: true },
  { title: "runs that reached it", numeric: true },
  { title: "median", unit: "steps", numeric: true },
  { title: "restricted mean", unit: "steps", numeric: true },
  { title: "watched for", unit: "steps", numeric: true },
];

const cellsOf = (steps: StepsTo): Cell[] => {
  const { threshold, reached, n, median, horizon, restrictedMean } = steps;
  return [
    { text: `${100 * threshold} %`, value: threshold },
    { text: `${reached} of ${n}`, value: reached },
    median === undefined
      ? { text: `> ${whole(horizon)}`, value: "" }
      : { text: whole(median), value: median },
    { text: whole(restrictedMean), value: restrictedMean },
    { text: whole(horizon), value: horizon },
  ];
};

/** How soon cells learn, those that do not included. */
export const STEPS: TableKind = {
  id: "steps",
  make: (view) => {
    const summaries = new Map(summarizeCells(view).map((s) => [cellKey(s), s]));
    const rows = view.cells.flatMap((cell) =>
      (summaries.get(cellKey(cell))?.stepsTo ?? []).map((steps) => ({
        cells: [...cellCells(cell, view), ...cellsOf(steps)],
      })),
    );
    if (rows.length === 0) return undefined;
    return {
      id: "steps",
      title: "Steps to accuracy",
      caption:
        "Train steps until an evaluation first had 50 % and 99 % of the characters right; watched for: the longest that any run of the cell was. A run that never had is censored at its last evaluation, since what it would have done later is not known: Kaplan-Meier median, and the mean of the steps up to the last look (restricted mean).",
      columns: [...cellColumns(view), ...COLUMNS],
      rows,
    };
  },
};
