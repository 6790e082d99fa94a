/** @file Every cell of a sweep in one row. */
import { type CellSummary, summarizeCells } from "../../claims/summarize-cells";
import { cellKey } from "../../plan/selector";
import { finalValues, usedPassesOf } from "../figures/data/final";
import { operations, whole } from "../figures/format";
import type { CellView, SweepView } from "../sweep-view";
import type { Column, Row, TableKind } from "../table";
import {
  cellCells,
  cellColumns,
  INTERVAL_WORDS,
  meanColumns,
  meanOf,
  percentCells,
} from "./cell-column";
import { numberCell } from "./number-cell";
import { stepsCell, stepsColumn } from "./steps-cell";

const COLUMNS: readonly Column[] = [
  ...meanColumns("characters right"),
  ...meanColumns("sequences right"),
  { title: "passes used", numeric: true },
  { title: "passes allowed", numeric: true },
  { title: "passes with gradient", numeric: true },
  { title: "parameters", numeric: true },
  { title: "training FLOPs", numeric: true },
  stepsColumn("steps to 50 %"),
  stepsColumn("steps to 99 %"),
];

/** Places of 50 % and 99 % in a summary. */
const MARKS = [0, 1] as const;

const rowOf = (
  cell: CellView,
  summary: CellSummary | undefined,
  view: SweepView,
): Row => {
  const used = meanOf(usedPassesOf(cell.runs), [0, Infinity])?.mean;
  return {
    cells: [
      ...cellCells(cell, view),
      ...percentCells(finalValues(cell.runs, "charAcc")),
      ...percentCells(finalValues(cell.runs, "seqAcc")),
      numberCell(used),
      numberCell(summary?.allowedPasses, String),
      numberCell(summary?.gradientPasses, String),
      numberCell(summary?.parameters, whole),
      numberCell(summary?.trainingFlops?.mean, operations),
      ...MARKS.map((i) => {
        const steps = summary?.stepsTo[i];
        return steps ? stepsCell(steps) : "";
      }),
    ],
  };
};

/** What came of every cell, and what it cost. */
export const MAIN: TableKind = {
  id: "main",
  make: (view) => {
    const summaries = new Map(
      summarizeCells(view).map((summary) => [cellKey(summary), summary]),
    );
    return {
      id: "main",
      title: "Results",
      caption: `Means over seeds with Student's 95 % intervals, on prompts of the training length that training never sees. ${INTERVAL_WORDS} Passes: block passes of one forward, as used per example, as allowed, and as carry gradient in training. Steps: Kaplan-Meier median of the train steps until an evaluation first had so many characters right; where not all runs got there, how many did, and > the longest that any was watched for. Training FLOPs are of the passes allowed.`,
      columns: [...cellColumns(view), ...COLUMNS],
      rows: view.cells.map((cell) =>
        rowOf(cell, summaries.get(cellKey(cell)), view),
      ),
    };
  },
};
