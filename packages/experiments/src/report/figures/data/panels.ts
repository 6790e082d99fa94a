/** @file The panels of a figure with a curve per cell. */
import type { CellView, SweepView } from "../../sweep-view";
import { labelWords } from "../words";
import { groupBy } from "./group-by";
import { groupCells } from "./groups";

/** Cells drawn in one panel; their series tell them apart. */
export interface PanelCells {
  readonly title: string;
  readonly cells: readonly CellView[];
}

/** More curves than this in one panel cannot be followed. */
const MOST_SERIES = 7;

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
  const panels = [...groupBy(measured, ({ panel }) => panel)];
  return panels.flatMap(([title, inPanel]) =>
    inPanel.length <= MOST_SERIES
      ? [{ title, cells: inPanel }]
      : groupCells(inPanel).map(({ shared, cells: group }) => ({
          title: [title, labelWords(shared, titleOf)]
            .filter((words) => words !== "")
            .join(", "),
          cells: group,
        })),
  );
};
