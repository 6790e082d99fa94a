/** @file Series of means with intervals as marks of a plot: a band or bars, a line, symbols with numbers and links. */
import {
  areaY,
  dot,
  line,
  link,
  type Markish,
  ruleX,
} from "@observablehq/plot";
import type { SeriesStyle } from "../palette";

/** One mean of a series. */
export interface SeriesPoint {
  readonly x: number;
  readonly y: number;
  /** ends of the interval; absent for one seed */
  readonly low?: number;
  readonly high?: number;
  /** what the pointer shows */
  readonly title: string;
  readonly href: string;
}

/** One place of a line; without y the line breaks. */
export interface LinePoint {
  readonly x: number;
  readonly y?: number;
}

/** One series of a panel. */
export interface PlotSeries {
  readonly label: string;
  readonly style: SeriesStyle;
  readonly points: readonly SeriesPoint[];
  /** values of x between the points that have none: lines and bands break there */
  readonly gaps?: readonly number[];
  /** the runs that the points are means of, each as a line of its own; undefined y: a break */
  readonly runs?: readonly (readonly LinePoint[])[];
  /** x up to which the last value is continued, because all runs ended there */
  readonly continuedTo?: number;
}

/** One run's value, drawn small behind the mean. */
export interface RunPoint {
  readonly x: number;
  readonly y: number;
  readonly title: string;
  readonly href: string;
}

/** px */
export const SYMBOL_RADIUS = 3.7;

/** How the symbols of a series are painted. */
export const symbolPaint = ({ symbol, colour }: SeriesStyle) => ({
  symbol,
  fill: colour,
  r: SYMBOL_RADIUS,
});

/** What shows how far seeds lie apart: bands of intervals, or each run as a thin line. */
export type Spread = "bands" | "runs";

/** More bands than this hide each other. */
export const MOST_BANDS = 3;

/** What shows the spread of these series in one plot. */
export const spreadOf = (series: readonly unknown[]): Spread =>
  series.length > MOST_BANDS ? "runs" : "bands";

/** Symbols on one line; more would hide it. */
const MOST_SYMBOLS = 9;

const thinned = <T>(items: readonly T[], most: number): T[] =>
  items.filter(
    (_, i) =>
      items.length <= most ||
      Math.round((i * (most - 1)) / (items.length - 1)) !==
        Math.round(((i - 1) * (most - 1)) / (items.length - 1)),
  );

const hasInterval = ({ low, high }: SeriesPoint): boolean =>
  low !== undefined && high !== undefined;

/** Points and gaps in the order of x. */
const withGaps = ({
  points,
  gaps = [],
}: PlotSeries): (LinePoint & Partial<SeriesPoint>)[] =>
  [...points, ...gaps.map((x) => ({ x }))].sort((a, b) => a.x - b.x);

/** What SVG does by itself, but for joins, which are round in the whole drawing: not said of every line. */
export const PLAIN_LINE = {
  strokeLinecap: "butt",
  strokeLinejoin: "miter",
  strokeMiterlimit: 4,
} as const;

const lineOf = (series: PlotSeries): Markish => {
  const { style } = series;
  return line(withGaps(series), {
    x: "x",
    y: "y",
    stroke: style.colour,
    strokeWidth: 1.75,
    strokeDasharray: style.dash,
    ...PLAIN_LINE,
  });
};

const bandOf = (series: PlotSeries): Markish =>
  areaY(withGaps(series), {
    x: "x",
    y1: "low",
    y2: "high",
    fill: series.style.colour,
    fillOpacity: 0.13,
  });

/** Every run as a thin line. */
const runLinesOf = ({ style, runs = [] }: PlotSeries): Markish =>
  line(
    runs.flatMap((run, i) => run.map(({ x, y }) => ({ x, y, run: i }))),
    {
      ...{ x: "x", y: "y", z: "run", stroke: style.colour },
      ...{ strokeWidth: 0.8, strokeOpacity: 0.45, ...PLAIN_LINE },
    },
  );

const continuationOf = ({
  style,
  points,
  continuedTo,
}: PlotSeries): Markish[] => {
  const last = points.at(-1);
  if (!last || continuedTo === undefined || continuedTo <= last.x) return [];
  const { x: x1, y } = last;
  return [
    link([{ x1, x2: continuedTo, y }], {
      x1: "x1",
      x2: "x2",
      y1: "y",
      y2: "y",
      stroke: style.colour,
      strokeWidth: 1.75,
      strokeDasharray: "1 5",
      strokeLinecap: "round",
    }),
  ];
};

const symbolsOf = (
  { style }: PlotSeries,
  points: readonly SeriesPoint[],
): Markish =>
  dot(points, {
    x: "x",
    y: "y",
    ...symbolPaint(style),
    title: "title",
    href: "href",
  });

/**
 * Series over a continuous x: bands of intervals, or the runs as thin lines; lines, and some of the points as symbols.
 *
 * @param spread what shows how far seeds lie apart
 * @param most symbols on a line
 */
export const curveMarks = (
  series: readonly PlotSeries[],
  spread: Spread,
  most = MOST_SYMBOLS,
): Markish[] => [
  ...series.map(spread === "bands" ? bandOf : runLinesOf),
  ...series.flatMap((one) => [lineOf(one), ...continuationOf(one)]),
  ...series.map((one) => symbolsOf(one, thinned(one.points, most))),
];

/** Series over few values of x: bars of intervals, lines, and every point as a symbol. */
export const barMarks = (series: readonly PlotSeries[]): Markish[] => [
  ...series.map(lineOf),
  ...series.map(({ style, points }) =>
    ruleX(points.filter(hasInterval), {
      x: "x",
      y1: "low",
      y2: "high",
      stroke: style.colour,
      strokeWidth: 1.5,
    }),
  ),
  ...series.map((one) => symbolsOf(one, one.points)),
];

/** Single runs, small and pale. */
export const runMarks = (
  points: readonly RunPoint[],
  style: SeriesStyle,
): Markish =>
  dot(points, {
    x: "x",
    y: "y",
    fill: style.colour,
    fillOpacity: 0.45,
    r: 1.8,
    title: "title",
    href: "href",
  });

/** How far the i-th of several series is moved so that they do not hide each other. */
export const dodgeOf = (i: number, count: number, step: number): number =>
  step * (i - (count - 1) / 2);

/** Moves series apart by a share of a step of x, so that equal values of x do not hide each other. */
export const dodged = (
  series: readonly PlotSeries[],
  step: number,
): PlotSeries[] =>
  series.map((one, i) => {
    const shift = dodgeOf(i, series.length, step);
    return {
      ...one,
      points: one.points.map((point) => ({ ...point, x: point.x + shift })),
    };
  });
