/** @file Panels whose series are named: in the figure's legend while they are few, else below each panel. */
import { dot, type Markish, text } from "@observablehq/plot";
import { type LegendEntry, type Panel, PANEL_WIDTH } from "../figure";
import { PANEL_SHAPE, type PanelOptions, plotPanel } from "../plot-panel";
import { shortened, wholeOf } from "../shorten";
import type { CellView, SweepView } from "../sweep-view";
import { legendOf } from "./cell-series";
import type { PanelCells } from "./data/panels";
import { SYMBOL_RADIUS } from "./series";

/** More entries than this in one legend are searched rather than read. */
const MOST_ENTRIES = 8;

/** Sizes in px. */
const LEFT = 12;
const CHARACTER = 6.9;
const SYMBOL = 12;
const GAP = 16;
const ROW = 16;
const LABEL_ROOM = PANEL_WIDTH - LEFT - SYMBOL;

/** An entry with its place below the axis. */
interface Placed extends LegendEntry {
  readonly x: number;
  readonly row: number;
}

/** Entries from left to right, in as many rows as they need. */
const placeEntries = (legend: readonly LegendEntry[]): Placed[] => {
  let [x, row] = [LEFT, 0];
  return legend.map((entry) => {
    const width = SYMBOL + Math.min(entry.label.length * CHARACTER, LABEL_ROOM);
    if (x > LEFT && x + width > PANEL_WIDTH) [x, row] = [LEFT, row + 1];
    const placed = { ...entry, x, row };
    x += width + GAP;
    return placed;
  });
};

/** A number or a paint as it is, by no scale. */
const plain = <T>(value: (entry: Placed) => T) => ({ value, scale: null });

const entryMarks = (placed: readonly Placed[], top: number): Markish[] => {
  const y = plain(({ row }) => top + ROW * (row + 0.5));
  return [
    dot(placed, {
      ...{ x: plain(({ x }) => x), y, r: SYMBOL_RADIUS },
      symbol: ({ style }: Placed) => style.symbol,
      fill: plain(({ style }) => style.colour),
    }),
    text(placed, {
      ...{ x: plain(({ x }) => x + SYMBOL - 3), y },
      text: ({ label }: Placed) => shortened(label, LABEL_ROOM),
      title: ({ label }: Placed) => wholeOf(label, LABEL_ROOM),
      ...{ textAnchor: "start", lineAnchor: "middle" },
    }),
  ];
};

/** A panel with its series named below it. */
const withLegend = (
  options: PanelOptions,
  legend: readonly LegendEntry[],
): PanelOptions => {
  const placed = placeEntries(legend);
  const extra = ROW * (1 + (placed.at(-1)?.row ?? -1));
  const { height = PANEL_SHAPE.height, marks = [] } = options;
  return {
    ...options,
    height: height + extra,
    marginBottom: PANEL_SHAPE.marginBottom + extra,
    // Plot would put the label below the legend.
    x: { ...options.x, labelOffset: PANEL_SHAPE.marginBottom - 4 },
    marks: [...marks, ...entryMarks(placed, height)],
  };
};

/** Panels of cells, and the legend that they share. */
export interface SeriesPanels {
  readonly legend: readonly LegendEntry[];
  readonly panels: readonly Panel[];
}

/** Draws panels of cells; where all of them have too many series for one legend, each panel names its own. */
export const drawSeriesPanels = (
  panels: readonly PanelCells[],
  view: SweepView,
  optionsOf: (cells: readonly CellView[]) => Omit<PanelOptions, "title">,
): SeriesPanels => {
  const cells = panels.flatMap((panel) => panel.cells);
  const legend = legendOf(cells, view);
  const isShared = legend.length <= MOST_ENTRIES;
  return {
    legend: isShared ? legend : [],
    panels: panels.map(({ title, cells: drawn }) => {
      const options = { title, ...optionsOf(drawn) };
      return plotPanel(
        isShared ? options : withLegend(options, legendOf(drawn, view)),
      );
    }),
  };
};
