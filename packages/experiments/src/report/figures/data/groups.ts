/** @file Which cells share a plot, and what tells them apart in it: read off the axes, so that any suite can be drawn. */
import { groupBy } from "./group-by";

/** A cell of the grid, as far as grouping looks at it. */
export interface GridCell {
  /** name of its block */
  readonly block: string;
  /** value label by axis, in the order of the axes */
  readonly labels: Readonly<Record<string, string>>;
}

/** Cells that are drawn in one plot. */
export interface CellGroup<C extends GridCell> {
  readonly block: string;
  /** what all of them have, of the axes that the block varies */
  readonly shared: Readonly<Record<string, string>>;
  /** the axis that tells them apart; undefined for a cell alone */
  readonly axis?: string;
  readonly cells: readonly C[];
}

/** The axis that compares models: it tells apart within a plot. */
const COMPARED = "arch";

/** Axes that change the question get plots of their own. */
export const QUESTIONS: ReadonlySet<string> = new Set(["task", "length"]);

/** The axes of which these cells have several values, in the order of the axes. */
export const variedAxes = (cells: readonly GridCell[]): readonly string[] => {
  const axes = new Set(cells.flatMap(({ labels }) => Object.keys(labels)));
  return [...axes].filter(
    (axis) => new Set(cells.map(({ labels }) => labels[axis])).size > 1,
  );
};

/** The values of an axis, in the order of the cells. */
export const valuesOf = (
  cells: readonly GridCell[],
  axis: string,
): readonly string[] => [
  ...new Set(cells.flatMap(({ labels }) => labels[axis] ?? [])),
];

/** The labels of some axes, in their order; of those that the cell has. */
export const labelsOf = (
  { labels }: GridCell,
  axes: readonly string[],
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    axes.flatMap((axis) => {
      const value = labels[axis];
      return value === undefined ? [] : [[axis, value]];
    }),
  );

/** The axis whose values share a plot: the architecture, or that with the most values; of equals the last. */
const comparedAxis = (
  cells: readonly GridCell[],
  axes: readonly string[],
): string | undefined => {
  if (axes.includes(COMPARED)) return COMPARED;
  const size = (axis: string) => valuesOf(cells, axis).length;
  const models = axes.filter((axis) => !QUESTIONS.has(axis));
  return models.reduce<string | undefined>(
    (best, axis) =>
      best === undefined || size(axis) >= size(best) ? axis : best,
    undefined,
  );
};

/** How cells are told apart. */
export interface Grouping {
  /** axes that neither share a plot nor separate plots: they lie along the plot's x */
  readonly along?: readonly string[];
}

const groupBlock = <C extends GridCell>(
  cells: readonly C[],
  along: readonly string[],
): CellGroup<C>[] => {
  const axes = variedAxes(cells).filter((axis) => !along.includes(axis));
  const axis = comparedAxis(cells, axes);
  const separating = axes.filter((other) => other !== axis);
  const groups = groupBy(cells, ({ labels }) =>
    JSON.stringify(separating.map((other) => labels[other] ?? "")),
  );
  return [...groups.values()].flatMap((group) => {
    const first = group[0];
    if (!first) return [];
    const shared = labelsOf(first, separating);
    return [{ block: first.block, shared, axis, cells: group }];
  });
};

/**
 * The plots of a grid: in each block one per combination of values, except of the axis that is compared within a plot.
 *
 * @param cells in the order of the plan, which the groups keep
 */
export const groupCells = <C extends GridCell>(
  cells: readonly C[],
  { along = [] }: Grouping = {},
): CellGroup<C>[] =>
  [...groupBy(cells, ({ block }) => block).values()].flatMap((block) =>
    groupBlock(block, along),
  );
