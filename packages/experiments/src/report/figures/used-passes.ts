/** @file What halting uses of the block passes that it is allowed. */
import { dot, link, type Markish, text } from "@observablehq/plot";
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
import { finalOf, finalValues, usedPassesOf } from "./data/final";
import { groupBy } from "./data/group-by";
import { meanWords, percent, short } from "./format";
import { FRACTION } from "./percent-point";
import { intervalWords, seedWords, sentences } from "./words";

/** Heights, px: of a cell, and of what surrounds them. */
const ROW = 34;
const AXIS = 48;

/** One cell's passes, as they are drawn. */
interface UsedRow {
  readonly series: string;
  readonly colour: string;
  readonly used: number;
  readonly low?: number;
  readonly high?: number;
  readonly allowed: number;
  readonly words: string;
  readonly title: string;
  readonly href: string;
}

const rowOf = (cell: CellView, view: SweepView): UsedRow[] => {
  const { series, runs } = cell;
  const used = usedPassesOf(runs);
  const allowed = runs[0]?.allowedPasses;
  const right = finalValues(runs, "charAcc");
  if (used.length === 0 || allowed === undefined) return [];
  const interval = meanInterval(used, [0, allowed]);
  const { mean, low, high } = interval;
  const accuracy =
    right.length === 0
      ? ""
      : `; characters right ${meanWords(meanInterval(right, FRACTION), percent, "%")}`;
  return [
    {
      series,
      colour: view.colourOf(series),
      used: mean,
      ...(low !== undefined && { low }),
      ...(high !== undefined && { high }),
      allowed,
      words: `${short(mean)} of ${allowed}`,
      title: `${series}: ${meanWords(interval, short)} of ${allowed} block passes${accuracy}`,
      href: cellHref(cell, view),
    },
  ];
};

/** Margins and what is between the series and the words, px. */
const EDGES = 42;

/** What is left for the series beside the words. */
const roomOf = ({ words }: UsedRow): number =>
  PANEL_WIDTH - EDGES - textWidth(words, PANEL_TEXT);

/** A dotted line from what is used to what is allowed, under the words of the row. */
const marksOf = (rows: readonly UsedRow[]): Markish[] => {
  const words = { y: "series", dy: -10 } as const;
  const across = { y1: "series", y2: "series", stroke: "colour" } as const;
  const point = { y: "series", dy: 6, r: 3.6, title: "title", href: "href" };
  return [
    link(rows, {
      ...{ ...across, dy: 6, x1: "used", x2: "allowed" },
      ...{ strokeWidth: 1.5, strokeDasharray: "2 3" },
    }),
    link(
      rows.filter(({ low }) => low !== undefined),
      {
        ...{ ...across, dy: 6, x1: "low", x2: "high" },
        ...{ strokeWidth: 5, strokeOpacity: 0.35 },
      },
    ),
    dot(rows, {
      ...point,
      ...{ x: "allowed", stroke: "colour", fill: "var(--ground)" },
    }),
    dot(rows, { ...point, x: "used", fill: "colour" }),
    text(rows, {
      ...{ ...words, frameAnchor: "left" },
      text: (row: UsedRow) => shortened(row.series, roomOf(row)),
      title: (row: UsedRow) => wholeOf(row.series, roomOf(row)) && row.title,
    }),
    text(rows, { ...words, text: "words", frameAnchor: "right" }),
  ];
};

const drawPanel = (
  title: string,
  cells: readonly CellView[],
  view: SweepView,
): Panel => {
  const rows = cells.flatMap((cell) => rowOf(cell, view));
  return plotPanel({
    title,
    description: `Block passes used per example, and allowed: ${rows.map((row) => `${row.series} ${row.words}`).join("; ")}.`,
    height: ROW * rows.length + AXIS,
    marginTop: 4,
    marginLeft: 10,
    x: {
      label: "block passes per example",
      domain: [0, Math.max(...rows.map(({ allowed }) => allowed))],
      ticks: 5,
      grid: true,
    },
    y: {
      type: "band",
      domain: rows.map(({ series }) => series),
      axis: null,
      padding: 0,
    },
    marks: marksOf(rows),
  });
};

const halts = ({ runs }: CellView): boolean =>
  runs.some((run) => finalOf(run)?.meanActSteps !== undefined);

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(({ runs }) => runs.length > 0);
  if (!cells.some(halts)) return undefined;
  return {
    id: "used-passes",
    title: "Block passes used and allowed",
    caption: sentences(
      `Block passes used per example of the final evaluation (filled) of those allowed (hollow); mean over seeds, ${seedWords(cells)}. A model without halting uses all of them.`,
      intervalWords("Pale bars are", cells),
    ),
    legend: [],
    panels: [...groupBy(cells, ({ panel }) => panel)].map(([title, inPanel]) =>
      drawPanel(title, inPanel, view),
    ),
  };
};

/** Equal budgets are not equal compute. */
export const USED_PASSES: FigureKind = { id: "used-passes", draw };
