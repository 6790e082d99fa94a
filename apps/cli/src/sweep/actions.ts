/** @file What the commands of `trm sweep` do on this machine. */
import { withInterrupt } from "../interrupt";
import type { Output } from "../output";
import { formatTable, type Column } from "../table";
import { concludeSweep } from "./conclude";
import { cellLabel, runsWords, shellWord } from "./labels";
import {
  openPlanned,
  openSweep,
  type OpenSweep,
  type SweepFlags,
} from "./open-sweep";
import { runSweep, type SweepRunOptions } from "./run-sweep";

/** How runs are done, and how it is told. */
export interface DoOptions extends SweepRunOptions {
  readonly json: boolean;
}

/** Does runs of a sweep until they are done or a signal comes. */
export const runUntilStopped = (
  sweep: OpenSweep,
  options: SweepRunOptions,
  output: Output,
) =>
  withInterrupt(
    () => output.words("Stopping after this step; once more ends at once."),
    (interrupt) => runSweep(sweep, options, output, interrupt),
  );

/** Proves the engines of a sweep before its first run. */
async function checkEngines({ plan }: OpenSweep, output: Output) {
  const { checkEngine } = await import("../training/check-engine");
  const runtimes = new Map(
    plan.runs.map(({ config: { runtime } }) => [
      JSON.stringify(runtime),
      runtime,
    ]),
  );
  for (const runtime of runtimes.values()) await checkEngine(output, runtime);
}

async function goOn(
  sweep: OpenSweep,
  { json, ...options }: DoOptions,
  output: Output,
): Promise<void> {
  await checkEngines(sweep, output);
  const outcome = await runUntilStopped(sweep, options, output);
  await concludeSweep(sweep, outcome, json, output);
}

/** `trm sweep run` */
export async function doSweep(
  path: string,
  flags: SweepFlags,
  options: DoOptions,
  output: Output,
): Promise<void> {
  await goOn(await openSweep(path, flags, output), options, output);
}

/** `trm sweep retry` */
export async function retrySweep(
  dir: string,
  options: DoOptions,
  output: Output,
): Promise<void> {
  const sweep = await openPlanned(dir);
  const { forgetFailure } = await import("@trm/experiments");
  for (const run of sweep.plan.runs) forgetFailure(sweep.dir, run);
  await goOn(sweep, options, output);
}

/** `trm sweep collect` */
export async function collectSweep(
  dir: string,
  out: string,
  output: Output,
): Promise<void> {
  const { collect, missingCounts, missingWords } =
    await import("@trm/experiments");
  const sweep = collect(dir, out);
  const lacking = missingWords(missingCounts(sweep));
  output.words(
    `Collected ${runsWords(sweep.records.size)}${lacking && `; ${lacking}`}.`,
  );
  output.data(`${out}\n`);
}

/** `trm sweep plan` */
export async function planSweep(
  suite: string,
  flags: SweepFlags,
  json: boolean,
  output: Output,
): Promise<void> {
  const { dir, plan } = await openSweep(suite, flags, output);
  if (json) output.json({ dir, ...plan });
  else output.data(formatTable(PLAN_COLUMNS, planRows({ dir, plan })));
  output.words(
    `${plan.runs.length} runs; do them with: trm sweep run ${shellWord(dir)}`,
  );
}

/** A cell with its runs. */
interface PlanRow {
  readonly block: string;
  readonly label: string;
  readonly seeds: number[];
  readonly steps: number;
  readonly indices: number[];
}

function planRows({ plan }: OpenSweep): PlanRow[] {
  const rows = new Map<string, PlanRow>();
  for (const { index, cells, seed, config } of plan.runs)
    for (const cell of cells) {
      const { block } = cell;
      const key = JSON.stringify(cell);
      const { steps } = config.training;
      const row = rows.get(key) ?? {
        ...{ block, label: cellLabel(cell), steps },
        ...{ seeds: [], indices: [] },
      };
      row.seeds.push(seed);
      row.indices.push(index);
      rows.set(key, row);
    }
  return [...rows.values()];
}

/** 0, 1, 2, 5 → "0-2, 5" */
function ranges(numbers: readonly number[]): string {
  const parts: [number, number][] = [];
  for (const number of numbers) {
    const last = parts.at(-1);
    if (last && last[1] === number - 1) last[1] = number;
    else parts.push([number, number]);
  }
  return parts
    .map(([from, to]) => (from === to ? String(from) : `${from}-${to}`))
    .join(", ");
}

const PLAN_COLUMNS: readonly Column<PlanRow>[] = [
  { title: "block", cell: ({ block }) => block },
  { title: "cell", cell: ({ label }) => label },
  { title: "steps", align: "right", cell: ({ steps }) => String(steps) },
  { title: "seeds", cell: ({ seeds }) => ranges(seeds) },
  { title: "runs", cell: ({ indices }) => ranges(indices) },
];
