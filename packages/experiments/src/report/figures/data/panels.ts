/** @file The panels of a figure with a curve per cell. */
import type { CellView } from "../../sweep-view";
import { groupBy } from "./group-by";

/** Cells drawn in one panel; their series tell them apart. */
export interface PanelCells {
  readonly title: string;
  readonly cells: readonly CellView[];
}

/**
 * The panels of these cells, in their order.
 *
 * @param cells those without a run are left out
 */
export const panelsOf = (cells: readonly CellView[]): PanelCells[] => {
  const measured = cells.filter(({ runs }) => runs.length > 0);
  return [...groupBy(measured, ({ panel }) => panel)].map(
    ([title, inPanel]) => ({ title, cells: inPanel }),
  );
};
