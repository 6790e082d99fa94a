/** @file Learning curves: accuracy over train steps, of all characters of the answer and of its last, the bottleneck. */
import type { Figure, FigureKind } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { percentAxis, STEP_AXIS } from "./axes";
import { cellCurves, learningSeries } from "./cell-series";
import { numberOf, type ReadValue } from "./data/curve";
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

/** A fraction that is measured during training, and how its figure puts it. */
interface LearningRow extends Pick<FigureKind, "id">, Pick<Figure, "title"> {
  /** name of the metric */
  readonly metric: string;
  /** what is counted, in lower case */
  readonly counted: string;
  /** first words of the caption */
  readonly words: (cells: readonly CellView[]) => string;
}

const optionsOf = (
  cells: readonly CellView[],
  counted: string,
  read: ReadValue,
  view: SweepView,
) => ({
  description: `How many ${counted}, in percent, by train steps; one line per series.`,
  x: STEP_AXIS,
  y: percentAxis(counted),
  marks: curveMarks(
    cells.map((cell) => learningSeries(cell, read, view)),
    spreadOf(cells),
  ),
});

const draw = (row: LearningRow, view: SweepView): Figure | undefined => {
  const { id, title, counted, words } = row;
  const read = numberOf(row.metric);
  const cells = view.cells.filter((cell) => cellCurves(cell, read).length > 0);
  if (cells.length === 0) return undefined;
  const panels = panelsOf(cells);
  const spreads = panels.map((panel) => spreadOf(panel.cells));
  return {
    id,
    title,
    caption: sentences(
      words(cells),
      exampleWords(cells),
      spreadWords(cells, spreads),
      stoppedWords(cells),
    ),
    ...drawSeriesPanels(panels, view, (inPanel) =>
      optionsOf(inPanel, counted, read, view),
    ),
  };
};

const learningKind = (row: LearningRow): FigureKind => ({
  id: row.id,
  draw: (view) => draw(row, view),
});

/** Accuracy over training. */
export const LEARNING_CURVES = learningKind({
  id: "learning-curves",
  title: "Learning curves",
  metric: "charAcc",
  counted: "characters right",
  words: (cells) =>
    `Characters right on unseen prompts of the training length, over training; ${seedWords(cells)}.`,
});

const LAST = "lastCharAcc";

/** How many runs learned the last character, of those that were measured. */
const learnedWords = (cells: readonly CellView[]): string => {
  const curves = cells.flatMap((cell) => cellCurves(cell, numberOf(LAST)));
  const learned = curves.filter(
    (curve) => heldFrom(curve, JUMP_LEVELS[1]) !== undefined,
  );
  return `${learned.length} of ${curves.length} runs end with it right in 90 % of the answers or more.`;
};

/** When the last character is learned, if it is. */
export const LAST_CHARACTER = learningKind({
  id: "last-character",
  title: "The last character of the answer",
  metric: LAST,
  counted: "last characters right",
  words: (cells) =>
    `How often the answer's last character is right during training; ${seedWords(cells)}. ${learnedWords(cells)}`,
});
