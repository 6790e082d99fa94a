/** @file The last character of the answer over training: the bottleneck. */
import type { Figure, FigureKind } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { percentAxis, STEP_AXIS } from "./axes";
import { cellCurves, learningSeries } from "./cell-series";
import { numberOf } from "./data/curve";
import { heldFrom, JUMP_LEVELS } from "./data/jump";
import { panelsOf } from "./data/panels";
import { curveMarks, spreadOf } from "./series";
import { drawSeriesPanels } from "./series-panel";
import {
  exampleWords,
  seedWords,
  sentences,
  spreadWords,
  stoppedWords,
} from "./words";

const read = numberOf("lastCharAcc");

/** How many runs learned the last character, of those that were measured. */
const countLearned = (
  cells: readonly CellView[],
): { readonly learned: number; readonly runs: number } => {
  const curves = cells.flatMap((cell) => cellCurves(cell, read));
  const learned = curves.filter(
    (curve) => heldFrom(curve, JUMP_LEVELS[1]) !== undefined,
  );
  return { learned: learned.length, runs: curves.length };
};

const optionsOf = (cells: readonly CellView[], view: SweepView) => ({
  description:
    "Last characters right in percent, by train steps; one line per series.",
  x: STEP_AXIS,
  y: percentAxis("last characters right"),
  marks: curveMarks(
    cells.map((cell) => learningSeries(cell, read, view)),
    spreadOf(cells),
  ),
});

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter((cell) => cellCurves(cell, read).length > 0);
  if (cells.length === 0) return undefined;
  const panels = panelsOf(cells, view);
  const { learned, runs } = countLearned(cells);
  return {
    id: "last-character",
    title: "The last character of the answer",
    caption: sentences(
      `How often the answer's last character is right during training; ${seedWords(cells)}. ${learned} of ${runs} runs end with it right in 90 % of the answers or more.`,
      exampleWords(cells),
      spreadWords(
        cells,
        panels.map((panel) => spreadOf(panel.cells)),
      ),
      stoppedWords(cells),
    ),
    ...drawSeriesPanels(panels, view, (inPanel) => optionsOf(inPanel, view)),
  };
};

/** When the last character is learned, if it is. */
export const LAST_CHARACTER: FigureKind = { id: "last-character", draw };
