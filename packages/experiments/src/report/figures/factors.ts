/** @file Accuracy along what is varied in numbers: widths, budgets, training lengths, learning rates. */
import type { Figure, FigureKind, Panel } from "../figure";
import { plotPanel } from "../plot-panel";
import type { CellView, SweepView } from "../sweep-view";
import { keyTitle } from "../titles";
import { percentAxis } from "./axes";
import { cellHref } from "./cell-series";
import { numericAxes } from "./data/axis-kinds";
import { finalValues } from "./data/final";
import { type CellGroup, groupCells, valuesOf } from "./data/groups";
import { short } from "./format";
import { drawGroups } from "./group-plots";
import { type Alike, alikesOf, type Looks } from "./looks";
import { percentPoint } from "./percent-point";
import { barMarks, type PlotSeries } from "./series";
import { groupWords, intervalWords, seedWords, sentences } from "./words";

const METRIC = "charAcc";

/** Values further apart than this lie on a logarithmic axis. */
const LOG_RANGE = 5;

/** Cells of a plot, and the axis along its x. */
interface Plot {
  readonly axis: string;
  readonly group: CellGroup<CellView>;
}

const seriesOf = (
  { look, cells }: Alike,
  axis: string,
  view: SweepView,
): PlotSeries => ({
  ...look,
  points: cells
    .map((cell) => ({ cell, x: Number(cell.labels[axis]) }))
    .sort((a, b) => a.x - b.x)
    .map(({ cell, x }) =>
      percentPoint(finalValues(cell.runs, METRIC), {
        x,
        where: `${look.label}, ${keyTitle(axis)} ${short(x)}`,
        href: cellHref(cell, view),
      }),
    ),
});

const drawPanel = (
  { axis, group }: Plot,
  looks: Looks,
  view: SweepView,
): Panel => {
  const values = valuesOf(group.cells, axis)
    .map(Number)
    .sort((a, b) => a - b);
  const [least = 0, most = 0] = [values[0], values.at(-1)];
  const isLog = least > 0 && most / least > LOG_RANGE;
  const series = alikesOf(group, looks, view).map((alike) =>
    seriesOf(alike, axis, view),
  );
  return plotPanel({
    title: groupWords(group, view) || `By ${keyTitle(axis)}`,
    description: `Characters right in percent, by ${keyTitle(axis)}; one line per series.`,
    x: {
      label: `${keyTitle(axis)}${isLog ? ", logarithmic" : ""}`,
      type: isLog ? "log" : "linear",
      ticks: values,
      tickFormat: short,
      inset: 10,
    },
    y: percentAxis("characters right"),
    marks: barMarks(series),
  });
};

/** The plots of a block: for each of its numbers, one per combination of what is not compared. */
const plotsOf = (block: readonly CellView[]): Plot[] =>
  numericAxes(block).flatMap((axis) =>
    groupCells(block, { along: [axis] })
      .filter(({ cells }) => valuesOf(cells, axis).length > 1)
      .map((group) => ({ axis, group })),
  );

const draw = (view: SweepView): Figure | undefined => {
  const groups = drawGroups({ metric: METRIC, plotsOf, drawPanel }, view);
  if (!groups) return undefined;
  const { drawn, ...plots } = groups;
  return {
    id: "factors",
    title: "Accuracy along what is varied",
    caption: sentences(
      `Characters right at the training length, at the end of training, by each number that the suite varies; every point is a model of its own; ${seedWords(drawn)}.`,
      intervalWords("Bars are", drawn),
    ),
    ...plots,
  };
};

/** What width, budget, length or learning rate do. */
export const FACTORS: FigureKind = { id: "factors", draw };
