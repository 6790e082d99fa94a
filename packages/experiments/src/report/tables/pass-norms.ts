/** @file Norms and gradients of every block application as numbers, which the figures show under the pointer alone. */
import { geometricMean } from "../figures/data/geometric-mean";
import {
  commonStep,
  lastLists,
  type PassList,
  passNorms,
  relativeLists,
} from "../figures/data/pass-norms";
import { whole } from "../figures/format";
import type { CellView, SweepView } from "../sweep-view";
import type { Column, Row, TableKind } from "../table";
import { cellCells, cellColumns } from "./cell-column";
import { numberCell } from "./number-cell";

const COLUMNS: readonly Column[] = [
  { title: "pass", numeric: true },
  { title: "writes" },
  { title: "|x|", numeric: true },
  { title: "|input|", numeric: true },
  { title: "|state|", numeric: true },
  { title: "|update|", numeric: true },
  { title: "gradient", numeric: true },
  { title: "gradient / last pass's", numeric: true },
];

/** Where the lists of a cell's passes come from, in the order of the columns. */
const listsOf = (
  { runs }: CellView,
  step: number | undefined,
): PassList[][] => [
  ...["inputNorms", "outputNorms", "updateNorms", "gradientNorms"].map(
    (metric) => lastLists(runs, metric),
  ),
  relativeLists(runs, "gradientNorms", step),
];

/** A number by pass; what is exactly 0 in every run is 0, and what no run measured is absent. */
const byPass = (lists: readonly PassList[]): ReadonlyMap<number, number> => {
  const { norms, zeros } = passNorms(lists);
  return new Map([
    ...norms.map(({ pass, mean }) => [pass, mean] as const),
    ...zeros.map((pass) => [pass, 0] as const),
  ]);
};

/** |x|, which is the same for every pass. */
const embeddingNorm = ({ runs }: CellView): number | undefined =>
  geometricMean(
    runs.flatMap(({ curve }) =>
      curve.flatMap(({ values }) => values["embeddingNorm"] ?? []).slice(-1),
    ),
  )?.mean;

const rowsOf = (
  cell: CellView,
  step: number | undefined,
  view: SweepView,
): Row[] => {
  const lists = listsOf(cell, step);
  const states = new Map(
    passNorms(lastLists(cell.runs, "outputNorms")).norms.map(
      ({ pass, state }) => [pass, state],
    ),
  );
  const columns = lists.map(byPass);
  const passes = Math.max(
    0,
    ...columns.flatMap((column) => [...column.keys()]),
  );
  const x = embeddingNorm(cell);
  return Array.from({ length: passes }, (_, i) => ({
    cells: [
      ...cellCells(cell, view),
      String(i + 1),
      states.get(i + 1) ?? "",
      numberCell(x),
      ...columns.map((column) => numberCell(column.get(i + 1))),
    ],
  }));
};

const caption = (step: number | undefined): string =>
  `Geometric means over the seeds in which the number is above 0, by block pass, after the last evaluation; 0 where it is exactly 0 in every seed. |x|: the embedded prompt; |input|: what goes into the block; |state|: what it writes (h with one stream; z or y with two); |update|: their difference; each the Euclidean norm, mean over positions. Gradient: norm of the loss's gradient with respect to the written state, per token; as a multiple of the last pass's ${step === undefined ? "at the first evaluation of each run that has one" : `after step ${whole(step)}, the first that all cells share`}, where what loss and batch put into all of them alike falls out.`;

/** A row per cell and pass. */
export const PASS_NORMS_TABLE: TableKind = {
  id: "passes",
  make: (view) => {
    const runs = view.cells.flatMap((cell) => cell.runs);
    const step = commonStep(runs, "gradientNorms");
    const rows = view.cells.flatMap((cell) => rowsOf(cell, step, view));
    if (rows.length === 0) return undefined;
    return {
      id: "passes",
      title: "Norms and gradients by pass",
      caption: caption(step),
      columns: [...cellColumns(view), ...COLUMNS],
      rows,
    };
  },
};
