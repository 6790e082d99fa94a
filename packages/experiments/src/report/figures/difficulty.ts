/** @file Accuracy by difficulty, such as the longest carry chain. */
import type { RunRecord } from "../../record/record";
import type { Figure, FigureKind } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { percentAxis } from "./axes";
import { cellHref } from "./cell-series";
import { finalOf } from "./data/final";
import { panelsOf } from "./data/panels";
import { percentPoint } from "./percent-point";
import { barMarks, dodged, type PlotSeries } from "./series";
import { drawSeriesPanels } from "./series-panel";
import { intervalWords, seedWords, sentences } from "./words";

/** Share of a difficulty's width by which neighbouring series are moved apart. */
const DODGE = 0.08;

const groupsOf = (run: RunRecord) => finalOf(run)?.perDifficulty?.groups ?? [];

/** The difficulties that any of these cells was asked, least first. */
const levelsOf = (cells: readonly Pick<CellView, "runs">[]): number[] => {
  const groups = cells.flatMap(({ runs }) => runs.flatMap(groupsOf));
  const levels = new Set(groups.map(({ difficulty }) => difficulty));
  return [...levels].sort((a, b) => a - b);
};

/** A cell's whole answers right at each difficulty; each seed's accuracy counts once, of however many examples it is. */
const difficultySeries = (cell: CellView, view: SweepView): PlotSeries => {
  const groups = cell.runs.flatMap(groupsOf);
  return {
    label: cell.series,
    style: view.styleOf(cell.series),
    points: levelsOf([cell]).map((level) => {
      const here = groups.filter(({ difficulty }) => difficulty === level);
      const examples = here.reduce((sum, { count }) => sum + count, 0);
      return percentPoint(
        here.map(({ seqAcc }) => seqAcc),
        {
          x: level,
          where: `${cell.series}, ${level}, ${examples} examples`,
          href: cellHref(cell, view),
        },
      );
    }),
  };
};

const nameOf = (cells: readonly CellView[]): string | undefined =>
  cells
    .flatMap(({ runs }) => runs)
    .map((run) => finalOf(run)?.perDifficulty?.name)
    .find((name) => name !== undefined);

const optionsOf = (cells: readonly CellView[], view: SweepView) => ({
  description:
    "Sequences right in percent, by difficulty; one line per series.",
  x: {
    label: nameOf(cells) ?? "difficulty",
    ticks: levelsOf(cells),
    tickFormat: String,
    inset: 8,
  },
  y: percentAxis("sequences right"),
  marks: barMarks(
    dodged(
      cells.map((cell) => difficultySeries(cell, view)),
      DODGE,
    ),
  ),
});

const draw = (view: SweepView): Figure | undefined => {
  const cells = view.cells.filter(({ runs }) =>
    runs.some((run) => groupsOf(run).length > 1),
  );
  const name = nameOf(cells);
  if (name === undefined) return undefined;
  return {
    id: "difficulty",
    title: `Accuracy by ${name}`,
    caption: sentences(
      `Whole answers right among the examples of each difficulty (${name}), at the end of training; ${seedWords(cells)}. High difficulties are rare: a point may stand for a few examples, which it shows on hover.`,
      intervalWords("Bars are", cells),
      "Series are moved apart a little along x.",
    ),
    ...drawSeriesPanels(panelsOf(cells), view, (inPanel) =>
      optionsOf(inPanel, view),
    ),
  };
};

/** Is it the carry? */
export const DIFFICULTY: FigureKind = { id: "difficulty", draw };
