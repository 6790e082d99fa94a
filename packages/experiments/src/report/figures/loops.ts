/** @file Accuracy by the loops H and L as a heat map. */
import { cell as cellMark, text } from "@observablehq/plot";
import { meanInterval } from "../../statistics/mean-interval";
import type { Figure, FigureKind, Panel } from "../figure";
import { plotPanel } from "../plot-panel";
import type { SweepView } from "../sweep-view";
import { cellHref } from "./cell-series";
import { finalValues } from "./data/final";
import { groupLoops, type LoopCell, type LoopGroup } from "./data/loops";
import { meanWords, percent } from "./format";
import { FRACTION } from "./percent-point";
import { inkOn, percentScale, shadeOf } from "./shades";
import { groupWords, seedWords, sentences } from "./words";

const METRIC = "charAcc";

/** Height of a row of the map, px, and of what is below. */
const ROW = 34;
const AXIS = 70;

/** One square of the map. */
interface Square {
  readonly outer: number;
  readonly inner: number;
  readonly mean: number;
  readonly title: string;
  readonly href: string;
}

const squareOf = (
  { cell, outer, inner }: LoopCell,
  view: SweepView,
): Square[] => {
  const values = finalValues(cell.runs, METRIC);
  if (values.length === 0) return [];
  const mean = meanInterval(values, FRACTION);
  const passes = cell.runs[0]?.allowedPasses ?? 0;
  return [
    {
      ...{ outer, inner, mean: mean.mean },
      title: `H = ${outer}, L = ${inner}, ${passes} block passes: ${meanWords(mean, percent, "%")}`,
      href: cellHref(cell, view),
    },
  ];
};

const ordered = (values: readonly number[]): number[] =>
  [...new Set(values)].sort((a, b) => a - b);

const drawPanel = (group: LoopGroup, view: SweepView): Panel => {
  const squares = group.cells.flatMap((cell) => squareOf(cell, view));
  const inner = ordered(squares.map((square) => square.inner));
  return plotPanel({
    title: groupWords(group, view) || "By loops",
    description:
      "Characters right in percent as shades and numbers, by H along x and L along y.",
    height: inner.length * ROW + AXIS,
    x: {
      label: "H, cycles per step",
      domain: ordered(squares.map(({ outer }) => outer)),
      tickFormat: String,
    },
    y: {
      label: "L, z updates per cycle",
      labelAnchor: "top",
      domain: inner.toReversed(),
      tickFormat: String,
    },
    marks: [
      cellMark(squares, {
        x: "outer",
        y: "inner",
        fill: ({ mean }: Square) => shadeOf(mean),
        inset: 1,
        title: "title",
        href: "href",
      }),
      text(squares, {
        x: "outer",
        y: "inner",
        text: ({ mean }: Square) => percent(mean),
        fill: ({ mean }: Square) => inkOn(mean),
        pointerEvents: "none",
      }),
    ],
  });
};

const draw = (view: SweepView): Figure | undefined => {
  const groups = groupLoops(view.cells);
  if (groups.length === 0) return undefined;
  const cells = groups.flatMap((group) => group.cells.map(({ cell }) => cell));
  return {
    id: "loops",
    title: "Accuracy by loops",
    caption: sentences(
      `Characters right in percent at the training length, at the end of training, by the loops H and L of models with two streams; mean over seeds, ${seedWords(cells)}; the interval is shown on hover and in the main table.`,
      "Where the suite fixes the steps rather than the budget, more loops are more block passes, which are shown on hover.",
    ),
    legend: [],
    scale: percentScale("characters right"),
    panels: groups.map((group) => drawPanel(group, view)),
  };
};

/** Is it the choice of H and L? */
export const LOOPS: FigureKind = { id: "loops", draw };
