/** @file Accuracy at lengths that were not trained. */
import { ruleX } from "@observablehq/plot";
import type { Figure, FigureKind } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { percentAxis } from "./axes";
import { cellHref } from "./cell-series";
import { finalValues, lengthsOf } from "./data/final";
import { panelsOf } from "./data/panels";
import { percentPoint } from "./percent-point";
import { barMarks, dodged, type PlotSeries } from "./series";
import { drawSeriesPanels } from "./series-panel";
import { intervalWords, seedWords, sentences } from "./words";

const METRIC = "charAcc";

/** Share of the least distance of two lengths by which neighbouring series are moved apart. */
const DODGE = 0.05;

/** The least distance of neighbours. */
const leastStep = (ascending: readonly number[]): number =>
  Math.min(...ascending.slice(1).map((x, i) => x - (ascending[i] ?? x)));

/** A cell's accuracy at each length of its final evaluations. */
const lengthSeries = (cell: CellView, view: SweepView): PlotSeries => ({
  label: cell.series,
  style: view.styleOf(cell.series),
  points: lengthsOf(cell.runs).flatMap((length) => {
    const values = finalValues(cell.runs, METRIC, length);
    if (values.length === 0) return [];
    const where = `${cell.series}, length ${length}`;
    const href = cellHref(cell, view);
    return [percentPoint(values, { x: length, where, href })];
  }),
});

const optionsOf = (cells: readonly CellView[], view: SweepView) => {
  const runs = cells.flatMap((cell) => cell.runs);
  const lengths = lengthsOf(runs);
  const series = cells.map((cell) => lengthSeries(cell, view));
  const trained = [...new Set(runs.map(({ config }) => config.length))];
  return {
    description:
      "Characters right in percent, by task length; one line per series, a grey rule at the training length.",
    x: { label: "task length", ticks: lengths, tickFormat: String, inset: 8 },
    y: percentAxis("characters right"),
    marks: [
      ruleX(trained, {
        stroke: "var(--muted)",
        strokeDasharray: "3 3",
        title: (length: number) => `training length ${length}`,
      }),
      ...barMarks(
        lengths.length < 2
          ? series
          : dodged(series, DODGE * leastStep(lengths)),
      ),
    ],
  };
};

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(({ runs }) => lengthsOf(runs).length > 1);
  if (cells.length === 0) return undefined;
  return {
    id: "lengths",
    title: "Accuracy at other lengths",
    caption: sentences(
      `Characters right by task length; ${seedWords(cells)}; the dashed rule is the training length.`,
      "Beware: positions beyond the training length are untrained in every architecture, since nothing with a loss attends to them, so the curves to the right of the rule compare untrained position embeddings, not what a model has learned of the task.",
      "All prompts are ones that training never sees; in the paper's implementation those at the training length were training examples.",
      intervalWords("Bars are", cells),
      "Series are moved apart a little along x.",
    ),
    ...drawSeriesPanels(panelsOf(cells), view, (inPanel) =>
      optionsOf(inPanel, view),
    ),
  };
};

/** Length generalization, with its trap. */
export const LENGTHS: FigureKind = { id: "lengths", draw };
