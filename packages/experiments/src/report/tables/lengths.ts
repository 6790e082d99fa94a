/** @file Accuracy at every length of the final evaluations. */
import { finalValues, lengthsOf } from "../figures/data/final";
import type { TableKind } from "../table";
import {
  cellCells,
  cellColumns,
  INTERVAL_WORDS,
  meanColumns,
  percentCells,
} from "./cell-column";

/** Accuracy by length, with its trap; a row per length, so that many lengths fit on paper. */
export const LENGTHS_TABLE: TableKind = {
  id: "lengths",
  make: (view) => {
    const cells = view.cells.filter(({ runs }) => lengthsOf(runs).length > 1);
    if (cells.length === 0) return undefined;
    return {
      id: "lengths",
      title: "Characters right by length",
      caption: `Means over seeds with Student's 95 % intervals, on prompts that training never sees. ${INTERVAL_WORDS} Positions beyond the training length are untrained in every architecture, so that longer tasks compare untrained position embeddings.`,
      columns: [
        ...cellColumns(view),
        { title: "training length", numeric: true },
        { title: "length", numeric: true },
        ...meanColumns("characters right"),
      ],
      rows: cells.flatMap((cell) =>
        lengthsOf(cell.runs).map((length) => ({
          cells: [
            ...cellCells(cell, view),
            String(cell.runs[0]?.config.length ?? ""),
            String(length),
            ...percentCells(finalValues(cell.runs, "charAcc", length)),
          ],
        })),
      ),
    };
  },
};
