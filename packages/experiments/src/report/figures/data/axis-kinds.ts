/** @file Which axes of a grid are numbers, and which are choices. */
import { type GridCell, valuesOf, variedAxes } from "./groups";

/** Axes whose values are names of tasks and models, which nothing lies along. */
const NAMES: ReadonlySet<string> = new Set(["task", "arch"]);

const isNumber = (label: string): boolean =>
  label.trim() !== "" && Number.isFinite(Number(label));

/** The varied axes of a block whose values are all numbers, such as a width. */
export const numericAxes = (cells: readonly GridCell[]): string[] =>
  variedAxes(cells).filter(
    (axis) =>
      !NAMES.has(axis) &&
      cells.every(({ labels }) => axis in labels) &&
      valuesOf(cells, axis).every(isNumber),
  );

/** The other varied axes of a block, such as how far gradients reach. */
export const choiceAxes = (cells: readonly GridCell[]): string[] =>
  variedAxes(cells).filter(
    (axis) => !NAMES.has(axis) && !valuesOf(cells, axis).every(isNumber),
  );
