/** @file The results of a sweep as tables: a row per cell, over its seeds. */
import type { PlannedCell, RunRecord, Sweep } from "@trm/experiments";
import { formatTable, type Column } from "../table";

/** A cell of a sweep with what its runs found. */
export interface CellResult extends PlannedCell {
  /** Of the runs that are done, by seed. */
  readonly records: readonly RunRecord[];
  /** Runs that were asked for. */
  readonly planned: number;
}

/** The cells in the plan's order. */
export function cellsOf({ plan, records }: Sweep): CellResult[] {
  const cells = new Map<
    string,
    PlannedCell & { records: RunRecord[]; planned: number }
  >();
  for (const run of plan.runs)
    for (const cell of run.cells) {
      const key = JSON.stringify([cell.block, cell.labels]);
      const found = cells.get(key) ?? { ...cell, records: [], planned: 0 };
      const record = records.get(run.id);
      if (record) found.records.push(record);
      found.planned += 1;
      cells.set(key, found);
    }
  return [...cells.values()];
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

/** A number of every run that is done, as its mean; "-" where none is. */
const meanOf =
  (
    pick: (record: RunRecord) => number | undefined,
    show: (value: number) => string,
  ) =>
  ({ records }: CellResult): string => {
    const values = records.map(pick).filter((value) => value !== undefined);
    return values.length > 0 ? show(mean(values)) : "-";
  };

const right = (
  title: string,
  cell: (result: CellResult) => string,
): Column<CellResult> => ({ title, align: "right", cell });

const percent = (value: number): string => (100 * value).toFixed(1);

const COLUMNS: readonly Column<CellResult>[] = [
  right("seeds", ({ records, planned }) => `${records.length}/${planned}`),
  right(
    "parameters",
    meanOf(
      ({ parameters }) => parameters,
      (n) => n.toLocaleString("en"),
    ),
  ),
  right(
    "passes used",
    meanOf(
      ({ evaluations: [first] }) => first?.usedPasses,
      (n) => n.toFixed(1),
    ),
  ),
  right(
    "of",
    meanOf(
      ({ allowedPasses }) => allowedPasses,
      (n) => String(n),
    ),
  ),
  right(
    "characters %",
    meanOf(({ evaluations: [first] }) => first?.metrics.charAcc, percent),
  ),
  right(
    "sequences %",
    meanOf(({ evaluations: [first] }) => first?.metrics.seqAcc, percent),
  ),
];

/** The table of one block; axes come first. */
function blockTable(cells: readonly CellResult[]): string {
  const axes = Object.keys(cells[0]?.labels ?? {});
  const labels = axes.map((axis): Column<CellResult> => ({
    title: axis.slice(axis.lastIndexOf(".") + 1),
    cell: ({ labels }) => labels[axis] ?? "",
  }));
  return formatTable([...labels, ...COLUMNS], cells);
}

/** The results, a table per block under its title. */
export function formatResults(sweep: Sweep): string {
  const cells = cellsOf(sweep);
  return sweep.plan.suite.blocks
    .map(({ name, title }) => {
      const table = blockTable(cells.filter(({ block }) => block === name));
      return `\n${title}\n\n${table}`;
    })
    .join("");
}
