/** @file The panels of a figure with a curve per cell. */
import type { CellView, SweepView } from "../../sweep-view";
import { groupBy } from "./group-by";
import { valuesOf, variedAxes } from "./groups";

/** Cells drawn in one panel; their series tell them apart. */
export interface PanelCells {
  readonly title: string;
  readonly cells: readonly CellView[];
}

/** More curves than this in one panel cannot be followed. */
const MOST_SERIES = 7;

/** The axis that splits cells into the fewest parts; of equals the first. */
const coarsestAxis = (cells: readonly CellView[]): string | undefined => {
  const axes = variedAxes(cells);
  const parts = axes.map((axis) => valuesOf(cells, axis).length);
  return axes[parts.indexOf(Math.min(...parts))];
};

/** Splits a panel of too many series by one axis after the other; one axis alone cannot be split. */
const split = (
  panel: PanelCells,
  titleOf: SweepView["titleOf"],
): PanelCells[] => {
  const { title, cells } = panel;
  const axis = coarsestAxis(cells);
  if (cells.length <= MOST_SERIES || axis === undefined) return [panel];
  const parts = [...groupBy(cells, ({ labels }) => labels[axis] ?? "")];
  if (parts.length === cells.length) return [panel];
  return parts.flatMap(([value, part]) =>
    split({ title: `${title}, ${titleOf(axis, value)}`, cells: part }, titleOf),
  );
};

/**
 * The panels of these cells, in their order; one of too many series is split by what else its cells share.
 *
 * @param cells those without a run are left out
 */
export const panelsOf = (
  cells: readonly CellView[],
  { titleOf }: Pick<SweepView, "titleOf">,
): PanelCells[] => {
  const measured = cells.filter(({ runs }) => runs.length > 0);
  return [...groupBy(measured, ({ panel }) => panel)].flatMap(
    ([title, inPanel]) => split({ title, cells: inPanel }, titleOf),
  );
};
