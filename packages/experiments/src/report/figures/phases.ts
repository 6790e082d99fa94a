/** @file Phase transitions: learning curves per position, with the steps at which each was learned. */
import { dot, line } from "@observablehq/plot";
import type { Figure, FigureKind, Panel } from "../figure";
import { plotPanel } from "../plot-panel";
import type { CellView, SweepView } from "../sweep-view";
import { percentAxis, STEP_AXIS } from "./axes";
import { cellHref } from "./cell-series";
import type { StepValue } from "./data/curve";
import { heldFrom, JUMP_LEVELS } from "./data/jump";
import { positionCurves } from "./data/position-image";
import { whole } from "./format";
import { shadeOf, SHADES } from "./shades";
import { seedWords, sentences } from "./words";

/** Panels beyond this many would repeat themselves; the image of all positions has every cell. */
const MOST_PANELS = 12;

/** The lightest shades are lost on white. */
const LIGHTEST = 0.85;

/** A jump of a position's mean curve, as it is drawn. */
interface DrawnJump {
  readonly step: number;
  readonly y: number;
  readonly position: number;
  readonly title: string;
}

const jumpAt = (
  curve: readonly StepValue[],
  position: number,
  level: number,
): DrawnJump[] => {
  const step = heldFrom(curve, level);
  const value = curve.find((point) => point.step === step)?.value;
  if (step === undefined || value === undefined) return [];
  const title = `character ${position + 1} holds ${100 * level} % from step ${whole(step)} on`;
  return [{ step, y: 100 * value, position, title }];
};

const shade = (position: number, positions: number): string =>
  shadeOf((LIGHTEST * position) / Math.max(1, positions - 1));

/** The steps at which the positions of a cell hold half, of the mean over its runs. */
const halfJumps = (cell: CellView): number[] =>
  positionCurves(cell.runs).flatMap(
    (curve) => heldFrom(curve, JUMP_LEVELS[0]) ?? [],
  );

/** Are there phases: do positions get learned at different evaluations? */
const hasPhases = (cell: CellView): boolean =>
  new Set(halfJumps(cell)).size > 1;

const drawPanel = (cell: CellView, view: SweepView): Panel => {
  const curves = positionCurves(cell.runs);
  const { length } = curves;
  const href = cellHref(cell, view);
  const jumps = (level: number) =>
    curves.flatMap((curve, position) => jumpAt(curve, position, level));
  const dots = (level: number, hollow: boolean) =>
    dot(jumps(level), {
      x: "step",
      y: "y",
      r: 3.2,
      stroke: ({ position }: DrawnJump) => shade(position, length),
      strokeWidth: 1.5,
      fill: hollow
        ? "var(--ground)"
        : ({ position }: DrawnJump) => shade(position, length),
      title: "title",
      href: () => href,
    });
  return plotPanel({
    title: `${cell.panel}, ${cell.series}`,
    description:
      "Accuracy of every character of the answer in percent, by train steps, one line per character; dots where it was learned.",
    x: STEP_AXIS,
    y: percentAxis("characters right"),
    marks: [
      ...curves.map((curve, position) =>
        line(curve, {
          x: "step",
          y: ({ value }: StepValue) => 100 * value,
          stroke: shade(position, length),
          strokeWidth: 1.5,
        }),
      ),
      dots(JUMP_LEVELS[0], true),
      dots(JUMP_LEVELS[1], false),
    ],
  });
};

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(hasPhases);
  const drawn = cells.slice(0, MOST_PANELS);
  if (drawn.length === 0) return undefined;
  const others = view.cells.filter(({ runs }) => runs.length > 0).length;
  return {
    id: "phases",
    title: "Phases of learning",
    caption: sentences(
      `How often each character of the answer is right during training, mean over seeds (${seedWords(drawn)}), a line per character. Hollow dots: from here on ${100 * JUMP_LEVELS[0]} % or more; filled dots: ${100 * JUMP_LEVELS[1]} % or more.`,
      `Shown are ${drawn.length} of ${others} cells: of those whose characters reach half at different evaluations, the first ${MOST_PANELS} at most.`,
    ),
    legend: [],
    scale: {
      label: "character of the answer",
      low: "first",
      high: "last",
      colours: SHADES.filter((_, i) => i <= 10 * LIGHTEST + 0.5),
    },
    panels: drawn.map((cell) => drawPanel(cell, view)),
  };
};

/** Positions are learned in phases. */
export const PHASES: FigureKind = { id: "phases", draw };
