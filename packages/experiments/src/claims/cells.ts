/** @file The runs of every cell of a sweep. */
import type { PlannedCell } from "../plan/plan";
import { cellKey } from "../plan/selector";
import type { RunRecord } from "../record/record";
import type { Sweep } from "../sweep/sweep";

/** A cell with what its seeds found. */
export interface CellRuns extends PlannedCell {
  /** runs that have ended, in the plan's order */
  readonly records: readonly RunRecord[];
  /** seeds in the plan */
  readonly planned: number;
}

/** The cells of a sweep with their runs, in the plan's order. */
export const cellsOf = ({ plan, records }: Sweep): CellRuns[] => {
  const cells = new Map<string, { cell: PlannedCell; ids: string[] }>();
  for (const { id, cells: places } of plan.runs)
    for (const cell of places) {
      const known = cells.get(cellKey(cell));
      if (known) known.ids.push(id);
      else cells.set(cellKey(cell), { cell, ids: [id] });
    }
  return [...cells.values()].map(({ cell, ids }) => ({
    ...{ block: cell.block, labels: cell.labels },
    records: ids.flatMap((id) => records.get(id) ?? []),
    planned: ids.length,
  }));
};
