/** @file Two choices at once: does what one does depend on the other? */
import type { Figure, FigureKind, Panel } from "../figure";
import { plotPanel } from "../plot-panel";
import { shortened } from "../shorten";
import type { CellView, SweepView } from "../sweep-view";
import { keyTitle } from "../titles";
import { percentAxis } from "./axes";
import { cellHref } from "./cell-series";
import { choiceAxes } from "./data/axis-kinds";
import { finalOf, finalValues, metricOf } from "./data/final";
import { type CellGroup, groupCells, valuesOf } from "./data/groups";
import { drawGroups } from "./group-plots";
import { type Alike, alikesOf, type Looks } from "./looks";
import { percentPoint, runPoint } from "./percent-point";
import { barMarks, dodged, dodgeOf, type PlotSeries, runMarks } from "./series";
import { groupWords, intervalWords, seedWords, sentences } from "./words";

const METRIC = "charAcc";

/** Share of the space between two values by which series are moved apart. */
const DODGE = 0.07;

/** Cells of a plot, and the choice along its x. */
interface Plot {
  readonly x: string;
  /** values of x, in their order */
  readonly values: readonly string[];
  readonly group: CellGroup<CellView>;
}

const placeOf = (
  cell: CellView,
  { look }: Alike,
  { x, values }: Plot,
  view: SweepView,
) => {
  const value = cell.labels[x] ?? "";
  return {
    x: values.indexOf(value),
    where: `${look.label}, ${view.titleOf(x, value)}`,
    href: cellHref(cell, view),
  };
};

const seriesOf = (alike: Alike, plot: Plot, view: SweepView): PlotSeries => ({
  ...alike.look,
  points: alike.cells
    .map((cell) =>
      percentPoint(
        finalValues(cell.runs, METRIC),
        placeOf(cell, alike, plot, view),
      ),
    )
    .sort((a, b) => a.x - b.x),
});

const runsOf = (alike: Alike, plot: Plot, view: SweepView) =>
  alike.cells.flatMap((cell) =>
    cell.runs.flatMap((run) => {
      const value = metricOf(finalOf(run), METRIC);
      if (value === undefined) return [];
      const place = placeOf(cell, alike, plot, view);
      return runPoint(value, {
        x: place.x,
        where: `${place.where}, seed ${run.config.training.seed}`,
        href: view.hrefOf(run),
      });
    }),
  );

/** What the names of the values of x have together, px. */
const TICK_WIDTHS = 280;

const drawPanel = (plot: Plot, looks: Looks, view: SweepView): Panel => {
  const { x, values, group } = plot;
  const alikes = alikesOf(group, looks, view);
  const runs = (alike: Alike, i: number) =>
    runsOf(alike, plot, view).map((run) => ({
      ...run,
      x: run.x + dodgeOf(i, alikes.length, DODGE),
    }));
  const series = alikes.map((alike) => seriesOf(alike, plot, view));
  const room = TICK_WIDTHS / values.length;
  return plotPanel({
    title: groupWords(group, view) || `By ${keyTitle(x)}`,
    description: `Characters right in percent, by ${keyTitle(x)}; one line per value of ${keyTitle(group.axis ?? x)}.`,
    x: {
      label: keyTitle(x),
      ticks: values.map((_, i) => i),
      tickFormat: (i: number) => shortened(values[i] ?? "", room),
      domain: [-0.4, values.length - 0.6],
    },
    y: percentAxis("characters right"),
    marks: [
      ...alikes.map((alike, i) => runMarks(runs(alike, i), alike.look.style)),
      ...barMarks(dodged(series, DODGE)),
    ],
  });
};

/** The plots of a block with two choices or more: its first lies along x. */
const plotsOf = (cells: readonly CellView[]): Plot[] => {
  const choices = choiceAxes(cells);
  const [x] = choices;
  if (x === undefined || choices.length < 2) return [];
  return groupCells(cells, { along: [x] })
    .filter(({ axis }) => axis !== undefined)
    .map((group) => ({ x, values: valuesOf(cells, x), group }));
};

const draw = (view: SweepView): Figure | undefined => {
  const groups = drawGroups({ metric: METRIC, plotsOf, drawPanel }, view);
  if (!groups) return undefined;
  const { drawn, ...plots } = groups;
  return {
    id: "interactions",
    title: "Two changes at once",
    caption: sentences(
      `Characters right at the training length, at the end of training; small dots are single runs, ${seedWords(drawn)}. Where lines run parallel, what one change does does not depend on the other.`,
      intervalWords("Bars are", drawn),
      "Series are moved apart a little along x.",
    ),
    ...plots,
  };
};

/** Do two changes interact? */
export const INTERACTIONS: FigureKind = { id: "interactions", draw };
