/** @file When each position of the answer is learned. */
import { curveOf, entriesOf, entryOf } from "../figures/data/curve";
import { JUMP_LEVELS, stepsToHold } from "../figures/data/jump";
import type { CellView, SweepView } from "../sweep-view";
import type { Cell, Row, TableKind } from "../table";
import { cellCells, cellColumns } from "./cell-column";
import { stepsCell, stepsColumn } from "./steps-cell";

const METRIC = "positionAcc";

const positionsOf = ({ runs }: CellView): number =>
  Math.max(0, ...runs.map((run) => entriesOf(run, METRIC)));

/** Steps until a position holds a level, over the runs that measured it. */
const positionCell = (
  { runs }: CellView,
  position: number,
  level: number,
): Cell => {
  const curves = runs.map((run) => curveOf(run, entryOf(METRIC, position)));
  const steps = stepsToHold(curves, level);
  return steps ? stepsCell(steps) : "";
};

/** Positions beyond a cell's answers are left empty. */
const rowOf = (
  cell: CellView,
  level: number,
  positions: number,
  view: SweepView,
): Row => ({
  cells: [
    ...cellCells(cell, view),
    { text: `${100 * level} %`, value: level },
    ...Array.from({ length: positions }, (_, position) =>
      positionCell(cell, position, level),
    ),
  ],
});

/** Positions are learned in phases. */
export const PHASES_TABLE: TableKind = {
  id: "phases",
  make: (view) => {
    const cells = view.cells.filter((cell) => positionsOf(cell) > 0);
    if (cells.length === 0) return undefined;
    const most = Math.max(...cells.map(positionsOf));
    return {
      id: "phases",
      title: "When positions are learned",
      caption:
        "Train steps from which on every evaluation has a character of the answer right in this share of the examples or more: Kaplan-Meier median over seeds; where not all runs got there, how many did, and > the longest that any was watched for. Evaluations are the resolution.",
      columns: [
        ...cellColumns(view),
        { title: "held", numeric: true },
        ...Array.from({ length: most }, (_, i) =>
          stepsColumn(`character ${i + 1}`),
        ),
      ],
      rows: cells.flatMap((cell) =>
        JUMP_LEVELS.map((level) => rowOf(cell, level, most, view)),
      ),
    };
  },
};
