/** @file Norms and gradients by block application: what grows, and how far back the loss is felt. */
import { dot, type Markish } from "@observablehq/plot";
import type { RunRecord } from "../../record/record";
import type { Figure, FigureKind } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { logTicks } from "./axes";
import { cellHref } from "./cell-series";
import { panelsOf } from "./data/panels";
import {
  commonStep,
  lastLists,
  type PassList,
  type PassNorm,
  passNorms,
  relativeLists,
} from "./data/pass-norms";
import { short, whole } from "./format";
import {
  curveMarks,
  type PlotSeries,
  type SeriesPoint,
  type Spread,
} from "./series";
import { drawSeriesPanels } from "./series-panel";
import { intervalWords, seedWords, sentences } from "./words";

/** Norms of runs. */
type ListsOf = (runs: readonly RunRecord[]) => readonly PassList[];

/** One quantity of the block applications, as a figure has it. */
interface Quantity {
  readonly id: string;
  readonly title: string;
  /** of the axis, with its unit */
  readonly label: string;
  /** first sentence of the caption, up to the seeds */
  readonly words: string;
  readonly listsOf: ListsOf;
  readonly spread: Spread;
}

/** A point that knows its state. */
interface StatePoint extends SeriesPoint {
  readonly state?: string;
}

interface NormSeries extends PlotSeries {
  readonly points: readonly StatePoint[];
  readonly gaps: readonly number[];
}

/** The logarithmic axis ends here: what is smaller or larger is not told apart. */
const AXIS_ENDS = [1e-6, 1e6] as const;

/** Powers of ten; beside the axis there is room for five characters. */
const tickLabel = (value: number): string => {
  const label = short(value);
  return label.length > 5 ? value.toExponential().replace("e+", "e") : label;
};

const capped = (value: number): number =>
  Math.min(AXIS_ENDS[1], Math.max(AXIS_ENDS[0], value));

const seedsOf = ({ n, runs }: PassNorm): string => {
  if (n === runs) return n === 1 ? "one seed" : `${n} seeds`;
  const zeros = runs - n;
  return `${n} of ${runs} seeds; ${zeros === 1 ? "one" : zeros} exactly 0`;
};

/** Its interval, where the figure shows intervals and there is one. */
const intervalOf = (
  { low, high }: PassNorm,
  spread: Spread,
): { low: number; high: number } | undefined =>
  spread === "bands" && low !== undefined && high !== undefined
    ? { low, high }
    : undefined;

const wordsOf = (norm: PassNorm, spread: Spread): string => {
  const { pass, state, mean } = norm;
  const interval = intervalOf(norm, spread);
  const ends =
    interval && ` (${short(interval.low)} to ${short(interval.high)})`;
  return `pass ${pass}${state ? ` (${state})` : ""}: ${short(mean)}${ends ?? ""}, ${seedsOf(norm)}`;
};

const pointOf = (norm: PassNorm, spread: Spread) => {
  const { pass, state, mean } = norm;
  const interval = intervalOf(norm, spread);
  return {
    x: pass,
    y: capped(mean),
    ...(state && { state }),
    ...(interval && {
      low: capped(interval.low),
      high: capped(interval.high),
    }),
  };
};

const seriesOf = (
  cell: CellView,
  { listsOf, spread }: Quantity,
  view: SweepView,
): NormSeries => {
  const lists = listsOf(cell.runs);
  const { norms, zeros } = passNorms(lists);
  const href = cellHref(cell, view);
  return {
    label: cell.series,
    style: view.styleOf(cell.series),
    gaps: zeros,
    runs: lists.map(({ list }) =>
      list.map((norm, i) => ({
        x: i + 1,
        ...(norm > 0 && { y: capped(norm) }),
      })),
    ),
    points: norms.map((norm) => ({
      ...pointOf(norm, spread),
      title: `${cell.series}, ${wordsOf(norm, spread)}`,
      href,
    })),
  };
};

/** Where the solution y is written: rings around the points of two-stream models. */
const ringsOf = ({ style, points }: NormSeries): Markish =>
  dot(
    points.filter(({ state }) => state === "y"),
    { x: "x", y: "y", r: 5.5, stroke: style.colour, strokeWidth: 1 },
  );

/** Height of a row of zeros above the axis, px. */
const ZERO_ROW = 6;

/** Passes at which every seed is exactly 0, which a logarithmic axis has no place for: a row of symbols per series. */
const zerosOf = (series: readonly NormSeries[]): Markish[] =>
  series.map(({ style, gaps }, row) =>
    dot(gaps, {
      x: (pass: number) => pass,
      frameAnchor: "bottom",
      dy: -ZERO_ROW * (row + 0.5),
      symbol: style.symbol,
      r: 1.8,
      stroke: style.colour,
      strokeWidth: 1,
    }),
  );

/** Every pass of the usual budgets has its symbol. */
const MOST_SYMBOLS = 24;

const optionsOf = (
  cells: readonly CellView[],
  quantity: Quantity,
  view: SweepView,
) => {
  const { title, label, spread } = quantity;
  const series = cells.map((cell) => seriesOf(cell, quantity, view));
  const withZeros = series.filter(({ gaps }) => gaps.length > 0);
  const ends = series.flatMap(({ points, runs = [] }) => [
    ...points.flatMap(({ y, low = y, high = y }) => [low, high]),
    ...runs.flat().flatMap(({ y }) => y ?? []),
  ]);
  return {
    description: `${title}, on a logarithmic axis, by block pass; one line per series.`,
    x: { label: "block pass", ticks: 6, inset: 6 },
    y: {
      label,
      type: "log" as const,
      grid: true,
      // A tick at the very top would stand in the axis' title.
      insetTop: 8,
      insetBottom: ZERO_ROW * withZeros.length,
      ticks: logTicks(ends),
      tickFormat: tickLabel,
    },
    marks: [
      ...curveMarks(series, spread, MOST_SYMBOLS),
      ...series.map(ringsOf),
      ...zerosOf(withZeros),
    ],
  };
};

const zeroWords = (cells: readonly CellView[], listsOf: ListsOf): string => {
  const all = cells.map(({ runs }) => passNorms(listsOf(runs)));
  const some = all.some(({ norms }) => norms.some(({ n, runs }) => n < runs));
  return sentences(
    all.some(({ zeros }) => zeros.length > 0)
      ? "Hollow symbols along the axis mark passes at which it is exactly 0 in every seed."
      : "",
    some
      ? "Where it is exactly 0 in some seeds, the mean is of the others, as is shown on hover."
      : "",
  );
};

const capWords = (cells: readonly CellView[], listsOf: ListsOf): string =>
  cells
    .flatMap(({ runs }) => listsOf(runs))
    .some(({ list }) => list.some((x) => x > 0 && x !== capped(x)))
    ? `What lies beyond ${short(AXIS_ENDS[0])} or ${short(AXIS_ENDS[1])} is drawn there.`
    : "";

const draw = (quantity: Quantity, view: SweepView): Figure | undefined => {
  const { id, title, words, listsOf, spread } = quantity;
  const cells = view.cells.filter(
    ({ runs }) => passNorms(listsOf(runs)).norms.length > 0,
  );
  if (cells.length === 0) return undefined;
  return {
    id,
    title,
    caption: sentences(
      `${words}; geometric mean over seeds, ${seedWords(cells)}. A ring marks passes that write the solution y, of models with two streams; the written state is shown on hover.`,
      zeroWords(cells, listsOf),
      spread === "bands"
        ? intervalWords("Bands are", cells)
        : "Thin lines are single seeds.",
      capWords(cells, listsOf),
    ),
    ...drawSeriesPanels(panelsOf(cells), view, (inPanel) =>
      optionsOf(inPanel, quantity, view),
    ),
  };
};

/** How large the states become. */
export const STATE_NORMS: FigureKind = {
  id: "state-norms",
  draw: (view) =>
    draw(
      {
        id: "state-norms",
        title: "Norms of the states",
        label: "norm of the written state",
        words:
          "Euclidean norm of the state that each block application writes, mean over positions, by block pass, after the last evaluation",
        listsOf: (runs) => lastLists(runs, "outputNorms"),
        spread: "bands",
      },
      view,
    ),
};

const GRADIENTS = "gradientNorms";

/** How far back the loss is felt. */
export const PASS_GRADIENTS: FigureKind = {
  id: "pass-gradients",
  draw: (view) => {
    const runs = view.cells.flatMap((cell) => cell.runs);
    const step = commonStep(runs, GRADIENTS);
    const when =
      step === undefined
        ? "at each run's first evaluation with one, since the runs share none"
        : `after step ${whole(step)}, the first evaluation at which every run has one`;
    return draw(
      {
        id: "pass-gradients",
        title: "Gradients of the states",
        label: "gradient norm, of the last pass's",
        words: `Norm of the loss's gradient with respect to the state that each block application writes, as a multiple of that of the run's last pass with one, so that the size of the loss, the batch and the length drop out; by block pass, ${when}`,
        listsOf: (of) => relativeLists(of, GRADIENTS, step),
        spread: "runs",
      },
      view,
    );
  },
};
