/** @file What cells are called: the panel that draws them, and what tells them apart in it. */
import type { PlannedCell } from "../plan/plan";
import { groupBy } from "./figures/data/group-by";
import { QUESTIONS, valuesOf, variedAxes } from "./figures/data/groups";
import {
  architectureTitle,
  labelTitle,
  taskTitle,
  type TitleTable,
} from "./titles";

/** A cell with what its names are made of beside its labels. */
interface ConfiguredCell extends PlannedCell {
  /** id of the architecture */
  readonly arch: string;
  /** name of the task */
  readonly task: string;
}

/** Names of a cell. */
export interface CellNames {
  /** what the panel that draws it is called, such as `Addition`; cells of one panel differ in `series` */
  readonly panel: string;
  /** what tells it from its neighbours in the panel, such as `Dual UT`; the view's `styleOf` knows how it looks */
  readonly series: string;
  /** what tells it from all cells of its question, such as `full, stateNorm xyz`, whatever panel it is in */
  readonly name: string;
}

/** Cells of one panel, and the axes that the panel stands for. */
interface Part<C extends PlannedCell> {
  readonly cells: readonly C[];
  readonly axes: readonly string[];
}

/** More curves than this in one panel cannot be followed. */
const MOST_SERIES = 7;

/** The axis that splits cells into the fewest parts; of equals the first. */
const coarsestAxis = (cells: readonly PlannedCell[]): string | undefined => {
  const axes = variedAxes(cells);
  const parts = axes.map((axis) => valuesOf(cells, axis).length);
  return axes[parts.indexOf(Math.min(...parts))];
};

/** Splits a panel of too many series by one axis after the other; one axis alone cannot be split. */
const splitLarge = <C extends PlannedCell>(part: Part<C>): Part<C>[] => {
  const { cells, axes } = part;
  const axis = coarsestAxis(cells);
  if (cells.length <= MOST_SERIES || axis === undefined) return [part];
  const parts = [...groupBy(cells, ({ labels }) => labels[axis]).values()];
  if (parts.length === cells.length) return [part];
  return parts.flatMap((inPart) =>
    splitLarge({ cells: inPart, axes: [...axes, axis] }),
  );
};

const joined = (
  { labels }: PlannedCell,
  axes: readonly string[],
  table?: TitleTable,
): string =>
  axes
    .flatMap((axis) => {
      const label = labels[axis];
      return label === undefined ? [] : [labelTitle(axis, label, table)];
    })
    .join(", ");

/** A panel's name behind its block's, unless both say the same. */
const inBlock = (block: string, panel: string): string =>
  taskTitle(block) === panel ? panel : `${block}: ${panel}`;

/** Names the cells of one block. */
const nameBlock = <C extends ConfiguredCell>(
  cells: readonly C[],
  isAlone: boolean,
  table?: TitleTable,
): (readonly [C, CellNames])[] => {
  const varied = variedAxes(cells);
  const questions = varied.filter((axis) => QUESTIONS.has(axis));
  const others = varied.filter((axis) => !QUESTIONS.has(axis));
  const byQuestion = groupBy(cells, (cell) => joined(cell, questions));
  const parts = [...byQuestion.values()].flatMap((inPart) =>
    splitLarge({ cells: inPart, axes: [] }),
  );
  const namesOf = (cell: C, axes: readonly string[]): CellNames => {
    const question = joined(cell, questions, table) || taskTitle(cell.task);
    const rest = others.filter((axis) => !axes.includes(axis));
    const words = [
      isAlone ? question : inBlock(cell.block, question),
      joined(cell, axes, table),
    ];
    const alone = architectureTitle(cell.arch, table);
    return {
      panel: words.filter((word) => word !== "").join(", "),
      series: joined(cell, rest, table) || alone,
      name: joined(cell, others, table) || alone,
    };
  };
  return parts.flatMap(({ cells: inPart, axes }) =>
    inPart.map((cell) => [cell, namesOf(cell, axes)] as const),
  );
};

/**
 * Names of the cells of a plan.
 *
 * A panel is a block, and in it a value of every axis of {@link QUESTIONS} that is varied there; one of too many cells is
 * split by further axes. A series is what the panel does not say.
 *
 * @param cells all that are planned, so that names do not depend on what has run
 * @param isAlone is there no other block, so that its name says nothing?
 * @param table titles of architectures
 */
export const nameCells = <C extends ConfiguredCell>(
  cells: readonly C[],
  isAlone: boolean,
  table?: TitleTable,
): ReadonlyMap<C, CellNames> => {
  const blocks = [...groupBy(cells, ({ block }) => block).values()];
  return new Map(blocks.flatMap((block) => nameBlock(block, isAlone, table)));
};
