/** @file A cell as a series of points. */
import type { LegendEntry } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import {
  curveOf,
  meanCurve,
  type ReadValue,
  type StepValue,
} from "./data/curve";
import { whole } from "./format";
import { percentPoint } from "./percent-point";
import type { PlotSeries } from "./series";

/** Where the points of a cell's mean lead: to its first run. */
export const cellHref = ({ runs }: CellView, view: SweepView): string =>
  runs[0] ? view.hrefOf(runs[0]) : "#";

/** The curves of a cell's runs; those without the number are left out. */
export const cellCurves = (
  { runs }: CellView,
  read: ReadValue,
): (readonly StepValue[])[] =>
  runs.map((run) => curveOf(run, read)).filter((curve) => curve.length > 0);

/** The learning curve of a cell: means of a fraction over its runs, in percent. */
export const learningSeries = (
  cell: CellView,
  read: ReadValue,
  view: SweepView,
): PlotSeries => {
  const curves = cellCurves(cell, read);
  const href = cellHref(cell, view);
  const stopped = cell.runs.every(({ ending }) => ending.stoppedEarly);
  const planned = cell.runs.map(({ config }) => config.training.steps);
  return {
    label: cell.series,
    style: view.styleOf(cell.series),
    points: meanCurve(curves).map(({ step, values }) =>
      percentPoint(values, {
        x: step,
        where: `${cell.series}, step ${whole(step)}`,
        href,
      }),
    ),
    runs: curves.map((curve) =>
      curve.map(({ step, value }) => ({ x: step, y: 100 * value })),
    ),
    ...(stopped && { continuedTo: Math.max(...planned) }),
  };
};

/** The legend of these cells: each series once, in their order. */
export const legendOf = (
  cells: readonly CellView[],
  view: SweepView,
): LegendEntry[] =>
  [...new Set(cells.map(({ series }) => series))].map((label) => ({
    label,
    style: view.styleOf(label),
  }));
