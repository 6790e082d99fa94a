/** @file Accuracy per position over training, as images. */
import { rect, text } from "@observablehq/plot";
import type { Figure, FigureKind } from "../figure";
import { plotPanel } from "../plot-panel";
import type { CellView, SweepView } from "../sweep-view";
import { STEP_AXIS } from "./axes";
import { cellHref } from "./cell-series";
import { type PanelCells, panelsOf } from "./data/panels";
import { type Patch, positionImage } from "./data/position-image";
import { percent, whole } from "./format";
import { percentScale, shadeOf } from "./shades";
import { seedWords, sentences, stoppedWords } from "./words";

/** Heights, px: of a position, of the name above each image, of the axis below them. */
const ROW = 7;
const NAME = 20;
const AXIS = 64;

/** A patch of one cell's image, as it is drawn. */
interface DrawnPatch extends Patch {
  readonly series: string;
  readonly title: string;
  readonly href: string;
}

const patchesOf = (cell: CellView, view: SweepView): DrawnPatch[] =>
  positionImage(cell.runs).map((patch) => ({
    ...patch,
    series: cell.series,
    title: `${cell.series}, character ${patch.position + 1}, steps ${whole(patch.from)} to ${whole(patch.to)}: ${percent(patch.accuracy)} %`,
    href: cellHref(cell, view),
  }));

const nameMark = (series: readonly string[]) =>
  text(series, {
    text: (name: string) => name,
    fy: (name: string) => name,
    frameAnchor: "top-left",
    lineAnchor: "bottom",
    dy: -4,
    fill: "var(--text)",
  });

const drawPanel = ({ title, cells }: PanelCells, view: SweepView) => {
  const patches = cells.flatMap((cell) => patchesOf(cell, view));
  const series = [...new Set(patches.map((patch) => patch.series))];
  const rows = 1 + Math.max(...patches.map(({ position }) => position));
  const image = rows * ROW;
  return plotPanel({
    title,
    description:
      "Accuracy as shades, by train steps along x and answer position along y, the first character on top; one image per series.",
    height: series.length * (image + NAME) + AXIS,
    marginTop: 24 + NAME,
    x: STEP_AXIS,
    y: {
      label: "character of the answer",
      domain: [rows + 0.5, 0.5],
      ticks: [1, rows],
      tickFormat: String,
    },
    fy: { domain: series, axis: null, padding: NAME / (image + NAME) },
    marks: [
      rect(patches, {
        x1: "from",
        x2: "to",
        y1: ({ position }: DrawnPatch) => position + 0.5,
        y2: ({ position }: DrawnPatch) => position + 1.5,
        fy: "series",
        fill: ({ accuracy }: DrawnPatch) => shadeOf(accuracy),
        title: "title",
        href: "href",
        shapeRendering: "crispEdges",
      }),
      nameMark(series),
    ],
  });
};

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(({ runs }) => positionImage(runs).length > 0);
  if (cells.length === 0) return undefined;
  return {
    id: "positions",
    title: "Accuracy per position over training",
    caption: sentences(
      `How often each character of the answer is right (shade) during training, its first character on top, an image per cell: mean over seeds, ${seedWords(cells)}; spread is not shown.`,
      stoppedWords(
        cells,
        "beyond the last step that any seed reached, nothing is drawn",
      ),
    ),
    legend: [],
    scale: percentScale("characters right"),
    panels: panelsOf(cells, view).map((panel) => drawPanel(panel, view)),
  };
};

/** Which characters are learned when, at a glance. */
export const POSITIONS: FigureKind = { id: "positions", draw };
