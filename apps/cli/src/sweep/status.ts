/** @file `trm sweep status`: how far every run of a sweep is. */
import type { PlannedRun, RunStatus } from "@trm/experiments";
import type { Output } from "../output";
import { printable } from "../runs/printable";
import { formatTable, type Column } from "../table";
import { runLabel } from "./labels";
import { openPlanned } from "./open-sweep";

interface Row extends RunStatus {
  readonly run: PlannedRun;
}

/** How the look is taken, and told. */
export interface StatusOptions {
  /** A holder on another machine without a sign of life for so long is taken for gone, ms; absent, never. */
  readonly leaseMs?: number;
  readonly json: boolean;
}

const ORDER = ["done", "running", "interrupted", "failed", "waiting"] as const;

/** "3 done, 1 running, 2 waiting" */
function countsOf(rows: readonly Row[]): string {
  return ORDER.map((status) => ({
    status,
    count: rows.filter((row) => row.status === status).length,
  }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${status}`)
    .join(", ");
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "run", align: "right", cell: ({ run }) => `#${run.index}` },
  { title: "what", cell: ({ run }) => runLabel(run) },
  { title: "status", cell: ({ status }) => status },
  {
    title: "step",
    align: "right",
    cell: ({ step, steps }) => `${step}/${steps}`,
  },
  { title: "folder", cell: ({ run }) => `runs/${run.id}` },
];

/** Prints a row per run, and the numbers of each kind. */
export async function showStatus(
  path: string,
  { leaseMs, json }: StatusOptions,
  output: Output,
): Promise<void> {
  const { runStatus } = await import("@trm/experiments");
  const { dir, plan } = await openPlanned(path);
  const rows = plan.runs.map((run) => ({
    run,
    ...runStatus(dir, run, { leaseMs }),
  }));
  if (json) {
    output.json(
      rows.map(({ run: { index, id, cells, seed }, ...status }) => ({
        ...{ index, id, cells, seed },
        ...status,
      })),
    );
    return;
  }
  output.data(formatTable(COLUMNS, rows));
  output.words(`${dir}: ${countsOf(rows)} of ${rows.length} runs.`);
  for (const { run, failure } of rows)
    if (failure)
      output.words(printable(`#${run.index} failed: ${failure.message}`));
}
