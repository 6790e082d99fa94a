/** @file Phase transitions: learning curves per position, with the steps at which each was learned. */
import { dot, line } from "@observablehq/plot";
import type { Figure, FigureKind, Panel } from "../figure";
import { plotPanel } from "../plot-panel";
import type { CellView, SweepView } from "../sweep-view";
import { percentAxis, STEP_AXIS } from "./axes";
import { cellHref } from "./cell-series";
import type { StepValue } from "./data/curve";
import { JUMP_LEVELS, stepsToHold } from "./data/jump";
import { positionCurves, runCurves } from "./data/position-image";
import { whole } from "./format";
import { shadeOf, SHADES } from "./shades";
import { PLAIN_LINE } from "./series";
import { seedWords, sentences, stoppedWords } from "./words";

/** Panels beyond this many would repeat themselves; the image of all positions has every cell. */
const MOST_PANELS = 9;

/** The lightest shades are lost on white. */
const LIGHTEST = 0.85;

/** When a position was learned, as it is drawn: on its mean curve. */
interface DrawnJump {
  readonly step: number;
  readonly y: number;
  readonly position: number;
  readonly title: string;
}

const jumpAt = (
  curves: readonly (readonly StepValue[])[],
  mean: readonly StepValue[],
  position: number,
  level: number,
): DrawnJump[] => {
  const steps = stepsToHold(curves, level);
  const median = steps?.median;
  if (steps === undefined || median === undefined) return [];
  const value = mean.findLast(({ step }) => step <= median)?.value;
  if (value === undefined) return [];
  const { reached, n } = steps;
  const title = `character ${position + 1} holds ${100 * level} % from step ${whole(median)}, ${reached} of ${n} seeds`;
  return [{ step: median, y: 100 * value, position, title }];
};

const jumpsOf = ({ runs }: CellView, level: number): DrawnJump[] => {
  const means = positionCurves(runs);
  return runCurves(runs).flatMap((curves, position) =>
    jumpAt(curves, means[position] ?? [], position, level),
  );
};

const shade = (position: number, positions: number): string =>
  shadeOf((LIGHTEST * position) / Math.max(1, positions - 1));

/** The median steps from which the positions of a cell hold half. */
const halfJumps = (cell: CellView): number[] =>
  runCurves(cell.runs).flatMap(
    (curves) => stepsToHold(curves, JUMP_LEVELS[0])?.median ?? [],
  );

/** Are there phases: do positions get learned at different evaluations? */
const hasPhases = (cell: CellView): boolean =>
  new Set(halfJumps(cell)).size > 1;

const drawPanel = (cell: CellView, view: SweepView): Panel => {
  const curves = positionCurves(cell.runs);
  const { length } = curves;
  const href = cellHref(cell, view);
  const shadeAt = ({ position }: Pick<DrawnJump, "position">) =>
    shade(position, length);
  const dots = (level: number, hollow: boolean) =>
    dot(jumpsOf(cell, level), {
      x: "step",
      y: "y",
      r: 3.2,
      stroke: shadeAt,
      strokeWidth: 1.5,
      fill: hollow ? "var(--ground)" : shadeAt,
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
      line(
        curves.flatMap((curve, position) =>
          curve.map((point) => ({ ...point, position })),
        ),
        {
          ...{ x: "step", z: "position", strokeWidth: 1.5, ...PLAIN_LINE },
          y: ({ value }: StepValue) => 100 * value,
          stroke: shadeAt,
        },
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
      `How often each character of the answer is right during training, mean over seeds (${seedWords(drawn)}), a line per character; their spread is not shown. Hollow dots: the step from which a run holds ${100 * JUMP_LEVELS[0]} % or more; filled dots: ${100 * JUMP_LEVELS[1]} % or more; both are medians over seeds (Kaplan-Meier), as in the table of phases, drawn on the line of the mean.`,
      `Shown are ${drawn.length} of ${others} cells: of those whose characters reach half at different evaluations, the first ${MOST_PANELS} at most.`,
      stoppedWords(drawn, "in the mean too"),
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
