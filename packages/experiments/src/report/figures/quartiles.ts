/** @file Accuracy in each quarter of the answer. */
import type { Figure, FigureKind } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { percentAxis } from "./axes";
import { cellHref } from "./cell-series";
import { finalValues } from "./data/final";
import { panelsOf } from "./data/panels";
import { percentPoint } from "./percent-point";
import { barMarks, dodged, type PlotSeries } from "./series";
import { drawSeriesPanels } from "./series-panel";
import { intervalWords, seedWords, sentences } from "./words";

/** The quarters of an answer, from its first character on. */
const QUARTERS = ["Q1", "Q2", "Q3", "Q4"] as const;

/** Share of a quarter's width by which neighbouring series are moved apart. */
const DODGE = 0.05;

const metricOf = (quarter: string): string => `pos${quarter}Acc`;

/** A cell's accuracy in each quarter, x from 0; empty for answers of fewer than four characters. */
const quartileSeries = (cell: CellView, view: SweepView): PlotSeries => ({
  label: cell.series,
  style: view.styleOf(cell.series),
  points: QUARTERS.flatMap((quarter, x) => {
    const values = finalValues(cell.runs, metricOf(quarter));
    if (values.length === 0) return [];
    const where = `${cell.series}, ${quarter}`;
    return [percentPoint(values, { x, where, href: cellHref(cell, view) })];
  }),
});

const optionsOf = (cells: readonly CellView[], view: SweepView) => ({
  description:
    "Characters right in percent, by quarter of the answer; one line per series.",
  x: {
    label: "quarter of the answer, first to last",
    ticks: QUARTERS.map((_, i) => i),
    tickFormat: (i: number) => QUARTERS[i] ?? "",
    domain: [-0.25, QUARTERS.length - 0.75],
  },
  y: percentAxis("characters right"),
  marks: barMarks(
    dodged(
      cells.map((cell) => quartileSeries(cell, view)),
      DODGE,
    ),
  ),
});

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(
    ({ runs }) => finalValues(runs, metricOf("Q1")).length > 0,
  );
  if (cells.length === 0) return undefined;
  return {
    id: "quartiles",
    title: "Accuracy along the answer",
    caption: sentences(
      `Characters right in each quarter of the answer at the training length, at the end of training, on prompts that training never sees; ${seedWords(cells)}.`,
      intervalWords("Bars are", cells),
      "Series are moved apart a little along x.",
    ),
    ...drawSeriesPanels(panelsOf(cells), view, (inPanel) =>
      optionsOf(inPanel, view),
    ),
  };
};

/** Where in the answer models are right. */
export const QUARTILES: FigureKind = { id: "quartiles", draw };
