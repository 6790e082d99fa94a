/** @file Accuracy of every cell as bars, its seeds as symbols: the paper's main figure. */
import { barX, dot, ruleY, text } from "@observablehq/plot";
import { meanInterval } from "../../statistics/mean-interval";
import {
  PANEL_WIDTH,
  type Figure,
  type FigureKind,
  type Panel,
} from "../figure";
import { textWidth } from "../files/measure-text";
import { PANEL_TEXT } from "../panel-text";
import { plotPanel } from "../plot-panel";
import { shortened, wholeOf } from "../shorten";
import type { CellView, SweepView } from "../sweep-view";
import { cellHref } from "./cell-series";
import { finalOf, finalValues, metricOf } from "./data/final";
import { groupBy } from "./data/group-by";
import { meanWords, percent } from "./format";
import { FRACTION } from "./percent-point";
import { intervalWords, seedWords, sentences } from "./words";

const METRIC = "charAcc";

/** Heights in px: a line of words above a bar. */
const ROW = { height: 36, words: 17, gap: 5 } as const;
const MARGIN = { top: 4, bottom: 40, sides: 24 } as const;

/** How far the bar's middle lies below the row's. */
const BAR_SHIFT = (ROW.words - ROW.gap) / 2;

interface Bar {
  readonly series: string;
  readonly colour: string;
  /** the mean and its interval in words; without a run, that there is none */
  readonly words: string;
  readonly title: string;
  readonly href?: string;
  /** in percent; absent without a run */
  readonly mean?: number;
  readonly low?: number;
  readonly high?: number;
}

const barOf = (cell: CellView, view: SweepView): Bar => {
  const { series, runs, planned } = cell;
  const colour = view.colourOf(series);
  const values = finalValues(runs, METRIC);
  if (values.length === 0) {
    const words = `none of ${planned.length} runs yet`;
    return { series, colour, words, title: `${series}: ${words}` };
  }
  const interval = meanInterval(values, FRACTION);
  const { mean, low, high } = interval;
  return {
    series,
    colour,
    words:
      values.length < planned.length
        ? `${percent(mean)} (${values.length} of ${planned.length} runs)`
        : percent(mean),
    title: `${series}: ${meanWords(interval, percent, "%")}`,
    href: cellHref(cell, view),
    mean: 100 * mean,
    ...(low !== undefined && { low: 100 * low }),
    ...(high !== undefined && { high: 100 * high }),
  };
};

const seedsOf = ({ series, runs }: CellView, view: SweepView) =>
  runs.flatMap((run) => {
    const value = metricOf(finalOf(run), METRIC);
    if (value === undefined) return [];
    const { seed } = run.config.training;
    return {
      series,
      value: 100 * value,
      title: `${series}, seed ${seed}: ${percent(value)} %`,
      href: view.hrefOf(run),
    };
  });

const seedMarks = (cell: CellView, view: SweepView) => {
  const { colour, symbol } = view.styleOf(cell.series);
  return dot(seedsOf(cell, view), {
    x: "value",
    y: "series",
    dy: BAR_SHIFT,
    symbol,
    r: 3.2,
    fill: colour,
    stroke: "var(--ground)",
    strokeWidth: 0.75,
    title: "title",
    href: "href",
  });
};

/** What lies between two texts, px. */
const BETWEEN = 8;

/** What is left beside the words; the whole name is shown on hover. */
const roomOf = ({ words }: Bar): number =>
  PANEL_WIDTH - MARGIN.sides - BETWEEN - textWidth(words, PANEL_TEXT);

const wordMarks = (bars: readonly Bar[]) => {
  const place = { y: "series", dy: -BAR_SHIFT - 3, fontSize: 11.5 } as const;
  return [
    text(bars, {
      ...place,
      text: (bar: Bar) => shortened(bar.series, roomOf(bar)),
      frameAnchor: "left",
      // The bar says the whole name too, where there is one to point at.
      title: (bar: Bar) => wholeOf(bar.series, roomOf(bar)) && bar.title,
    }),
    text(bars, { ...place, text: "words", frameAnchor: "right" }),
  ];
};

/** The means, with their intervals as lines across the ends of the bars. */
const meanMarks = (bars: readonly Bar[]) => {
  const measured = bars.filter(({ mean }) => mean !== undefined);
  return [
    barX(measured, {
      ...{ y: "series", insetTop: ROW.words, insetBottom: ROW.gap },
      ...{ x1: 0, x2: "mean", fill: "colour", fillOpacity: 0.38 },
      ...{ title: "title", href: "href" },
    }),
    ruleY(
      measured.filter(({ low }) => low !== undefined),
      {
        ...{ y: "series", dy: BAR_SHIFT, x1: "low", x2: "high" },
        strokeWidth: 1.5,
      },
    ),
  ];
};

const drawPanel = (
  title: string,
  cells: readonly CellView[],
  view: SweepView,
): Panel => {
  const bars = cells.map((cell) => barOf(cell, view));
  return plotPanel({
    title,
    description: `Characters right in percent, one bar per series: ${bars.map(({ series, words }) => `${series} ${words}`).join("; ")}.`,
    height: MARGIN.top + MARGIN.bottom + ROW.height * bars.length,
    marginTop: MARGIN.top,
    marginBottom: MARGIN.bottom,
    marginLeft: 8,
    x: { label: "characters right, %", domain: [0, 100], ticks: 5, grid: true },
    y: { domain: bars.map(({ series }) => series), axis: null, padding: 0 },
    marks: [
      ...meanMarks(bars),
      ...cells.map((cell) => seedMarks(cell, view)),
      ...wordMarks(bars),
    ],
  });
};

const draw = (view: SweepView): Figure | undefined => {
  const { cells } = view;
  if (
    finalValues(
      cells.flatMap(({ runs }) => runs),
      METRIC,
    ).length === 0
  )
    return undefined;
  const panels = [...groupBy(cells, ({ panel }) => panel)];
  return {
    id: "accuracy",
    title: "Accuracy",
    caption: sentences(
      `Characters right on unseen prompts of the training length, at the end of training; ${seedWords(cells)}, each a symbol; bars and numbers are means.`,
      intervalWords("Lines are", cells),
    ),
    legend: [],
    panels: panels.map(([title, inPanel]) => drawPanel(title, inPanel, view)),
  };
};

/** How well every cell does in the end. */
export const ACCURACY_BARS: FigureKind = { id: "accuracy", draw };
