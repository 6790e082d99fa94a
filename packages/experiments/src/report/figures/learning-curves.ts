/** @file Learning curves: accuracy, and the loss, over train steps. */
import type { Figure, FigureKind } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { percentAxis, STEP_AXIS } from "./axes";
import { cellCurves, learningSeries } from "./cell-series";
import { numberOf } from "./data/curve";
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

const read = numberOf("charAcc");

const optionsOf = (cells: readonly CellView[], view: SweepView) => ({
  description:
    "Characters right in percent, by train steps; one line per series.",
  x: STEP_AXIS,
  y: percentAxis("characters right"),
  marks: curveMarks(
    cells.map((cell) => learningSeries(cell, read, view)),
    spreadOf(cells),
  ),
});

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter((cell) => cellCurves(cell, read).length > 0);
  if (cells.length === 0) return undefined;
  const panels = panelsOf(cells, view);
  return {
    id: "learning-curves",
    title: "Learning curves",
    caption: sentences(
      `Characters right on unseen prompts of the training length, over training; ${seedWords(cells)}.`,
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

/** Accuracy over training. */
export const LEARNING_CURVES: FigureKind = { id: "learning-curves", draw };
