/** @file Cells of a grid as the first columns of a table, and numbers that many tables write. */
import {
  type Bounds,
  type MeanInterval,
  meanInterval,
} from "../../statistics/mean-interval";
import { cellHref } from "../figures/cell-series";
import { percent } from "../figures/format";
import { FRACTION } from "../figures/percent-point";
import type { CellView, SweepView } from "../sweep-view";
import type { Cell, Column } from "../table";

/** Columns that say which cell a row is of. */
export const cellColumns = ({ plan }: SweepView): readonly Column[] => [
  ...(plan.suite.blocks.length > 1 ? [{ title: "block" }] : []),
  { title: "task" },
  { title: "cell", wide: true },
  { title: "seeds", numeric: true },
];

/** What stands in them; the cell leads to its first run. */
export const cellCells = (cell: CellView, view: SweepView): Cell[] => {
  const { block, task, name, runs, planned } = cell;
  const seeds =
    runs.length === planned.length
      ? String(runs.length)
      : `${runs.length} of ${planned.length}`;
  return [
    ...(view.plan.suite.blocks.length > 1 ? [block] : []),
    view.titleOf("task", task),
    runs.length === 0 ? name : { text: name, href: cellHref(cell, view) },
    { text: seeds, value: runs.length },
  ];
};

/** The mean of these numbers; undefined without any. */
export const meanOf = (
  values: readonly number[],
  bounds?: Bounds,
): MeanInterval | undefined =>
  values.length === 0 ? undefined : meanInterval(values, bounds);

/** A column of intervals; programs get their ends. */
export const intervalColumn = (title: string): Column => ({
  title,
  numeric: true,
  csv: [`${title}, low`, `${title}, high`],
});

/** Two columns: a mean, and its interval. */
export const meanColumns = (title: string): readonly Column[] => [
  { title, numeric: true },
  intervalColumn(`${title}, 95 % interval`),
];

/** What captions say of intervals of accuracies. */
export const INTERVAL_WORDS =
  "An interval that would reach beyond is cut to [0, 100 %]; where all seeds are equal there is none, which is no proof that further ones would be.";

/** What stands where no seed differs from another: an interval without width would claim too much. */
export const ALL_EQUAL = "all seeds equal";

/** What stands in them; one seed has no interval, and neither have equal ones. */
export const meanCells = (
  mean: MeanInterval | undefined,
  format: (value: number) => string,
  unit = "",
): Cell[] => {
  if (!mean) return ["", ""];
  const value = { text: `${format(mean.mean)}${unit}`, value: mean.mean };
  if (mean.low === undefined || mean.high === undefined) return [value, ""];
  if (mean.sd === 0) return [value, { text: ALL_EQUAL, value: [] }];
  return [
    value,
    {
      text: `${format(mean.low)} to ${format(mean.high)}`,
      value: [mean.low, mean.high],
    },
  ];
};

/** A mean of fractions with its interval, in percent. */
export const percentCells = (values: readonly number[]): Cell[] =>
  meanCells(meanOf(values, FRACTION), percent, " %");
