/** @file Plots of the groups of each block's cells, which share one legend. */
import type { Figure, Panel } from "../figure";
import type { CellView, SweepView } from "../sweep-view";
import { finalValues } from "./data/final";
import { groupBy } from "./data/group-by";
import type { CellGroup } from "./data/groups";
import { type Looks, looksOf } from "./looks";

/** A plot of a group, with whatever else it needs. */
interface GroupPlot {
  readonly group: CellGroup<CellView>;
}

/** What of a figure its plots make up. */
interface DrawnGroups extends Pick<Figure, "legend" | "panels"> {
  /** cells of the plots */
  readonly drawn: readonly CellView[];
}

/** How the cells of a block become panels. */
interface GroupDrawing<P extends GroupPlot> {
  /** final metric without which a cell is left out */
  readonly metric: string;
  readonly plotsOf: (block: readonly CellView[]) => readonly P[];
  readonly drawPanel: (plot: P, looks: Looks, view: SweepView) => Panel;
}

/** Draws the plots of all blocks; undefined where there is none. */
export const drawGroups = <P extends GroupPlot>(
  { metric, plotsOf, drawPanel }: GroupDrawing<P>,
  view: SweepView,
): DrawnGroups | undefined => {
  const cells = view.cells.filter(
    ({ runs }) => finalValues(runs, metric).length > 0,
  );
  const blocks = [...groupBy(cells, ({ block }) => block).values()];
  const plots = blocks.flatMap(plotsOf);
  if (plots.length === 0) return undefined;
  const groups = plots.map(({ group }) => group);
  const looks = looksOf(groups, view);
  return {
    drawn: groups.flatMap((group) => group.cells),
    legend: [...looks.values()],
    panels: plots.map((plot) => drawPanel(plot, looks, view)),
  };
};
