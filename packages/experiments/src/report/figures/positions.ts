/** @file Accuracy per position over training, as images. */
import { type Markish, rect, ruleY, text } from "@observablehq/plot";
import type { Figure, FigureKind, Panel } from "../figure";
import { PANEL_SHAPE, plotPanel } from "../plot-panel";
import { shortened, wholeOf } from "../shorten";
import type { CellView, SweepView } from "../sweep-view";
import { STEP_AXIS } from "./axes";
import { cellHref } from "./cell-series";
import { type PanelCells, panelsOf } from "./data/panels";
import {
  type Column,
  imageColumns,
  imagePatches,
  type Patch,
  positionCurves,
} from "./data/position-image";
import { whole } from "./format";
import { percentScale, shadeIndex, SHADES } from "./shades";
import { seedWords, sentences, stoppedWords } from "./words";

/** Heights, px: of a position, of the name above each image, of what is above the first name and below the last image. */
const ROW = 7;
const NAME = 20;
const TOP = 24;
const BOTTOM = 40;

/** The image of one cell. */
interface CellImage {
  readonly series: string;
  readonly href: string;
  /** px from the panel's first image to this one */
  readonly top: number;
  readonly positions: number;
  readonly patches: readonly Patch[];
  readonly columns: readonly Column[];
}

/** The images of a panel, one below the other. */
const imagesOf = (cells: readonly CellView[], view: SweepView): CellImage[] => {
  let top = 0;
  return cells.map((cell) => {
    const curves = positionCurves(cell.runs);
    const image = {
      series: cell.series,
      href: cellHref(cell, view),
      top,
      positions: curves.length,
      patches: imagePatches(curves, shadeIndex),
      columns: imageColumns(curves),
    };
    top += ROW * curves.length + NAME;
    return image;
  });
};

/** The patches of one shade as lines as thick as a position is tall: without words and links, they are drawn as one shape. */
const shadeMark = (images: readonly CellImage[], shade: number): Markish =>
  ruleY(
    images.flatMap(({ top, patches }) =>
      patches
        .filter(({ level }) => level === shade)
        .map(({ position, from, to }) => ({
          from,
          to,
          y: top + ROW * (position + 0.5),
        })),
    ),
    {
      ...{ x1: "from", x2: "to" },
      y: "y",
      // Rounded places would leave gaps.
      insetRight: -0.1,
      stroke: SHADES[shade],
      strokeWidth: ROW,
      shapeRendering: "crispEdges",
    },
  );

const columnTitle = ({ from, to, percents }: Column): string =>
  `steps ${whole(from)} to ${whole(to)}: ${percents.map((percent) => percent ?? "–").join(" ")} %`;

/** What is shown on hover: the numbers of an evaluation. */
const hoverMark = (images: readonly CellImage[]): Markish =>
  rect(
    images.flatMap((image) =>
      image.columns.map((column) => ({
        ...{ from: column.from, to: column.to, href: image.href },
        ...{ y1: image.top, y2: image.top + ROW * image.positions },
        title: columnTitle(column),
      })),
    ),
    {
      ...{ x1: "from", x2: "to", y1: "y1", y2: "y2" },
      ...{ title: "title", href: "href", fill: "none", pointerEvents: "all" },
    },
  );

/** Px. */
const NAME_ROOM =
  PANEL_SHAPE.width - PANEL_SHAPE.marginLeft - PANEL_SHAPE.marginRight;

/** The image has its series' name above it. */
const nameMark = (images: readonly CellImage[]): Markish =>
  text(images, {
    text: ({ series }: CellImage) => shortened(series, NAME_ROOM),
    title: ({ series }: CellImage) => wholeOf(series, NAME_ROOM),
    ...{ y: "top", frameAnchor: "left" },
    ...{ textAnchor: "start", lineAnchor: "bottom", dy: -4 },
    fill: "var(--text)",
  });

/** Ticks at the first and the last character of every image: its number by its place. */
const ticksOf = (images: readonly CellImage[]): ReadonlyMap<number, number> =>
  new Map(
    images.flatMap(({ top, positions }) =>
      [1, positions].map((n) => [top + ROW * (n - 0.5), n] as const),
    ),
  );

const drawPanel = ({ title, cells }: PanelCells, view: SweepView): Panel => {
  const images = imagesOf(cells, view);
  const ticks = ticksOf(images);
  const heights = images.map(({ top, positions }) => top + ROW * positions);
  const height = Math.max(...heights);
  return plotPanel({
    title,
    description:
      "Accuracy as shades, by train steps along x and answer position along y, the first character on top; one image per series.",
    height: TOP + NAME + height + BOTTOM,
    marginTop: TOP + NAME,
    marginBottom: BOTTOM,
    x: STEP_AXIS,
    y: {
      label: "character of the answer",
      domain: [height, 0],
      ticks: [...ticks.keys()],
      tickFormat: (place: number) => String(ticks.get(place) ?? ""),
    },
    marks: [
      ...SHADES.map((_, shade) => shadeMark(images, shade)),
      hoverMark(images),
      nameMark(images),
    ],
  });
};

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(
    ({ runs }) => positionCurves(runs).length > 0,
  );
  if (cells.length === 0) return undefined;
  return {
    id: "positions",
    title: "Accuracy per position over training",
    caption: sentences(
      `How often each character of the answer is right (shade) during training, its first character on top, an image per cell: mean over seeds, ${seedWords(cells)}; spread is not shown. The numbers of an evaluation are shown on hover, character by character.`,
      stoppedWords(
        cells,
        "beyond the last step that any seed reached, nothing is drawn",
      ),
    ),
    legend: [],
    scale: percentScale("characters right"),
    panels: panelsOf(cells).map((panel) => drawPanel(panel, view)),
  };
};

/** Which characters are learned when, at a glance. */
export const POSITIONS: FigureKind = { id: "positions", draw };
