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
  const { block, task, series, runs, planned } = cell;
  const seeds =
    runs.length === planned.length
      ? String(runs.length)
      : `${runs.length} of ${planned.length}`;
  return [
    ...(view.plan.suite.blocks.length > 1 ? [block] : []),
    view.titleOf("task", task),
    runs.length === 0 ? series : { text: series, href: cellHref(cell, view) },
    { text: seeds, value: runs.length },
  ];
};

/** The mean of these numbers; undefined without any. */
export const meanOf = (
  values: readonly number[],
  bounds?: Bounds,
): MeanInterval | undefined =>
  values.length === 0 ? undefined : meanInterval(values, bounds);

/** Two columns: a mean, and its interval. */
export const meanColumns = (title: string): readonly Column[] => [
  { title, numeric: true },
  { title: `${title}, 95 % interval`, numeric: true },
];

/** What stands in them; one seed has no interval. */
export const meanCells = (
  mean: MeanInterval | undefined,
  format: (value: number) => string,
  unit = "",
): Cell[] => {
  if (!mean) return ["", ""];
  const value = { text: `${format(mean.mean)}${unit}`, value: mean.mean };
  if (mean.low === undefined || mean.high === undefined) return [value, ""];
  return [
    value,
    {
      text: `${format(mean.low)} to ${format(mean.high)}`,
      value: `${mean.low} to ${mean.high}`,
    },
  ];
};

/** A mean of fractions with its interval, in percent. */
export const percentCells = (values: readonly number[]): Cell[] =>
  meanCells(meanOf(values, FRACTION), percent, " %");
