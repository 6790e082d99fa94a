/** @file Norms and gradients by block application: what grows, and how far back the loss is felt. */
import { dot } from "@observablehq/plot";
import type { Figure, FigureKind } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { logTicks } from "./axes";
import { cellHref } from "./cell-series";
import { panelsOf } from "./data/panels";
import { passNorms } from "./data/pass-norms";
import { short } from "./format";
import { bandMarks, type PlotSeries, type SeriesPoint } from "./series";
import { drawSeriesPanels } from "./series-panel";
import { intervalWords, seedWords, sentences } from "./words";

/** One quantity of the block applications. */
interface Quantity {
  readonly id: string;
  /** list in the values of an evaluation */
  readonly metric: string;
  readonly title: string;
  /** of the axis, with its unit */
  readonly label: string;
  /** first sentence of the caption */
  readonly words: string;
}

/** A point that knows its state. */
interface StatePoint extends SeriesPoint {
  readonly state?: string;
}

interface NormSeries extends PlotSeries {
  readonly points: readonly StatePoint[];
  readonly zeros: readonly number[];
}

const seriesOf = (
  cell: CellView,
  { metric }: Quantity,
  view: SweepView,
): NormSeries => {
  const { norms, zeros } = passNorms(cell.runs, metric);
  const href = cellHref(cell, view);
  return {
    label: cell.series,
    style: view.styleOf(cell.series),
    zeros,
    points: norms.map(({ pass, state, n, mean, low, high }) => ({
      x: pass,
      y: mean,
      ...(state && { state }),
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
      title: `${cell.series}, block pass ${pass}${state ? `, writes ${state}` : ""}: ${short(mean)}${low === undefined || high === undefined ? ", one seed" : ` (${short(low)} to ${short(high)}), ${n} seeds`}`,
      href,
    })),
  };
};

/** Where the solution y is written: rings around the points of two-stream models. */
const ringsOf = ({ style, points }: NormSeries) =>
  dot(
    points.filter(({ state }) => state === "y"),
    { x: "x", y: "y", r: 5.5, stroke: style.colour, strokeWidth: 1 },
  );

/** Every pass of the usual budgets has its symbol. */
const MOST_SYMBOLS = 24;

const optionsOf = (
  cells: readonly CellView[],
  quantity: Quantity,
  view: SweepView,
) => {
  const series = cells.map((cell) => seriesOf(cell, quantity, view));
  const ends = series.flatMap(({ points }) =>
    points.flatMap(({ y, low = y, high = y }) => [low, high]),
  );
  return {
    description: `${quantity.title}, on a logarithmic axis, by block pass; one line per series.`,
    x: { label: "block pass", ticks: 6, inset: 6 },
    y: {
      label: quantity.label,
      type: "log" as const,
      grid: true,
      ticks: logTicks(ends),
      tickFormat: short,
    },
    marks: [...bandMarks(series, MOST_SYMBOLS), ...series.map(ringsOf)],
  };
};

const draw = (quantity: Quantity, view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(
    ({ runs }) => passNorms(runs, quantity.metric).norms.length > 0,
  );
  if (cells.length === 0) return undefined;
  const hasZeros = cells.some(
    ({ runs }) => passNorms(runs, quantity.metric).zeros.length > 0,
  );
  return {
    id: quantity.id,
    title: quantity.title,
    caption: sentences(
      `${quantity.words}, by block pass, after the last evaluation; geometric mean over seeds, ${seedWords(cells)}. A ring marks passes that write the solution y, of models with two streams.`,
      hasZeros ? "Passes without a point have none: exactly 0." : "",
      intervalWords("Bands are", cells),
    ),
    ...drawSeriesPanels(panelsOf(cells, view), view, (inPanel) =>
      optionsOf(inPanel, quantity, view),
    ),
  };
};

const kindOf = (quantity: Quantity): FigureKind => ({
  id: quantity.id,
  draw: (view) => draw(quantity, view),
});

/** How large the states become. */
export const STATE_NORMS = kindOf({
  id: "state-norms",
  metric: "outputNorms",
  title: "Norms of the states",
  label: "norm of the written state",
  words:
    "Euclidean norm of the state that each block application writes, mean over positions",
});

/** How far back the loss is felt. */
export const PASS_GRADIENTS = kindOf({
  id: "pass-gradients",
  metric: "gradientNorms",
  title: "Gradients of the states",
  label: "gradient norm per token",
  words:
    "Norm of the loss's gradient with respect to the state that each block application writes, per token of the batch",
});
