/** @file Cells by their loops H and L. */
import type { CellView } from "../../sweep-view";
import { groupBy } from "./group-by";
import { labelsOf, valuesOf, variedAxes } from "./groups";

/** H and L of a cell with two streams. */
export interface LoopCell {
  readonly cell: CellView;
  /** H, cycles per step */
  readonly outer: number;
  /** L, z updates per cycle */
  readonly inner: number;
}

/** Cells that differ in their loops alone, but for seeds. */
export interface LoopGroup {
  readonly block: string;
  readonly shared: Readonly<Record<string, string>>;
  readonly cells: readonly LoopCell[];
}

const loopCellOf = (cell: CellView): LoopCell[] => {
  const model = cell.runs[0]?.modelConfig;
  if (model?.streams !== 2) return [];
  return [{ cell, outer: model.nOuterLoops, inner: model.nInnerLoops }];
};

const loopsOf = ({ outer, inner }: LoopCell): string => `${outer} ${inner}`;

const countLoops = (cells: readonly LoopCell[]): number =>
  new Set(cells.map(loopsOf)).size;

/** Does a value of this axis decide the loops: has each value one pair of them, and are there several? */
const decidesLoops = (cells: readonly LoopCell[], axis: string): boolean => {
  const byValue = groupBy(cells, ({ cell }) => cell.labels[axis]);
  const spread = [...byValue.values()].map(countLoops);
  return Math.max(...spread) < countLoops(cells);
};

const varies = (cells: readonly LoopCell[], loop: "outer" | "inner"): boolean =>
  new Set(cells.map((cell) => cell[loop])).size > 1;

const groupBlock = (cells: readonly LoopCell[]): LoopGroup[] => {
  const views = cells.map(({ cell }) => cell);
  const separating = variedAxes(views).filter(
    (axis) =>
      valuesOf(views, axis).length > 1 &&
      // Architectures differ in more than their loops.
      (axis === "arch" || !decidesLoops(cells, axis)),
  );
  const keyOf = ({ cell }: LoopCell) =>
    JSON.stringify(separating.map((axis) => cell.labels[axis] ?? ""));
  return [...groupBy(cells, keyOf).values()].flatMap((group) => {
    const first = group[0]?.cell;
    return first
      ? [
          {
            block: first.block,
            shared: labelsOf(first, separating),
            cells: group,
          },
        ]
      : [];
  });
};

/**
 * The cells of models with two streams whose H and L both vary, in each block by what else is varied.
 *
 * @param cells those without a run are left out
 */
export const groupLoops = (cells: readonly CellView[]): LoopGroup[] => {
  const blocks = groupBy(cells.flatMap(loopCellOf), ({ cell }) => cell.block);
  return [...blocks.values()]
    .flatMap(groupBlock)
    .filter(
      ({ cells: group }) =>
        varies(group, "outer") &&
        varies(group, "inner") &&
        countLoops(group) === group.length,
    );
};
