/** @file The cells of a sweep: runs that differ in nothing but their seed. */
import type { Plan, PlannedCell, PlannedRun } from "../plan/plan";
import type { RunRecord } from "../record/record";
import type { Sweep } from "../sweep/sweep";
import { type CellNames, nameCells } from "./cell-names";
import type { TitleTable } from "./titles";

/** One place in the grid of a block: the same configuration, one run per seed. */
export interface CellView extends PlannedCell, CellNames {
  /** title of the block */
  readonly blockTitle: string;
  /** id of the architecture */
  readonly arch: string;
  /** name of the task */
  readonly task: string;
  /** runs that have ended, by seed */
  readonly runs: readonly RunRecord[];
  /** runs that are planned, by seed; those without a record are missing */
  readonly planned: readonly PlannedRun[];
}

/** Planned runs by the place that asks for them: block by block, though a run that two ask for is planned once. */
const runsByCell = ({
  runs,
  suite: { blocks },
}: Plan): readonly (readonly [
  PlannedCell,
  readonly [PlannedRun, ...PlannedRun[]],
])[] => {
  const cells = new Map<string, [PlannedCell, [PlannedRun, ...PlannedRun[]]]>();
  for (const run of runs)
    for (const cell of run.cells) {
      const key = JSON.stringify([cell.block, Object.entries(cell.labels)]);
      const known = cells.get(key);
      if (known) known[1].push(run);
      else cells.set(key, [cell, [run]]);
    }
  const rank = new Map(blocks.map(({ name }, i) => [name, i]));
  return [...cells.values()].sort(
    ([a], [b]) => (rank.get(a.block) ?? 0) - (rank.get(b.block) ?? 0),
  );
};

/**
 * The cells of a sweep, each with the panel and the series that it is drawn as.
 *
 * @param table titles of architectures
 * @returns in the order of the blocks and of the plan, whatever the order of the records
 */
export const collectCells = (
  { plan, records }: Sweep,
  table?: TitleTable,
): CellView[] => {
  const { blocks } = plan.suite;
  const cells = runsByCell(plan).map(([cell, [first, ...others]]) => ({
    ...cell,
    blockTitle: blocks.find(({ name }) => name === cell.block)?.title,
    arch: first.config.arch,
    task: first.config.task,
    planned: [first, ...others].sort((a, b) => a.seed - b.seed),
  }));
  const names = nameCells(cells, blocks.length < 2, table);
  return cells.flatMap((cell) => {
    const named = names.get(cell);
    const { blockTitle = cell.block, planned } = cell;
    const runs = planned.flatMap(({ id }) => records.get(id) ?? []);
    return named ? [{ ...cell, blockTitle, ...named, runs }] : [];
  });
};
