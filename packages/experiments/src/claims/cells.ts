/** @file The runs of every cell of a sweep. */
import type { PlannedCell, PlannedRun } from "../plan/plan";
import { cellKey } from "../plan/selector";
import type { RunRecord } from "../record/record";
import type { Sweep } from "../sweep/sweep";

/** A cell with what its seeds found. */
export interface CellRuns extends PlannedCell {
  /** runs that have ended, in the plan's order */
  readonly records: readonly RunRecord[];
  /** runs of the plan, one per seed */
  readonly runs: readonly PlannedRun[];
}

/** The cells of a sweep with their runs, in the plan's order. */
export const cellsOf = ({ plan, records }: Sweep): CellRuns[] => {
  const cells = new Map<string, { cell: PlannedCell; runs: PlannedRun[] }>();
  for (const run of plan.runs)
    for (const cell of run.cells) {
      const known = cells.get(cellKey(cell));
      if (known) known.runs.push(run);
      else cells.set(cellKey(cell), { cell, runs: [run] });
    }
  return [...cells.values()].map(({ cell, runs }) => ({
    ...{ block: cell.block, labels: cell.labels },
    records: runs.flatMap(({ id }) => records.get(id) ?? []),
    runs,
  }));
};
