/** @file `trm runs` and `trm runs show`: which runs there are, and how one goes. */
import type { Command } from "@commander-js/extra-typings";
import type { Output } from "../output";

/** Where runs are put when nobody says where. */
const DEFAULT_DIR = "runs";

/** Notes on folders that are listed at most. */
const MOST_NOTES = 5;

/** Adds `trm runs`. */
export function registerRuns(program: Command, output: Output): void {
  const runs = program
    .command("runs")
    .description("list runs, or show one with its curves")
    .argument("[dir]", "folder of runs (runs)")
    .option("--json", "print JSON")
    .action((dir, { json }) => list(dir, json === true, output));
  runs
    .command("show")
    .description("describe a run and draw its curves")
    .argument("<run>", "folder of a run")
    .option("--json", "print JSON, with the curves as at most 512 points each")
    .action((dir, _, command) =>
      // The flag is the list's, too, which takes it first.
      show(dir, command.optsWithGlobals().json === true, output),
    );
}

async function list(
  dir: string | undefined,
  json: boolean,
  output: Output,
): Promise<void> {
  const { listRuns } = await import("@trm/train");
  const { existsSync } = await import("node:fs");
  const none = dir === undefined && !existsSync(DEFAULT_DIR);
  const runs = none ? [] : listRuns(dir ?? DEFAULT_DIR);
  if (json) {
    output.json(runs);
    return;
  }
  if (runs.length === 0) {
    output.words(`No runs in ${dir ?? DEFAULT_DIR}.`);
    return;
  }
  const { formatRuns } = await import("../runs/run-table");
  const { printable } = await import("../runs/printable");
  const { isTTY, columns } = output.io.stdout;
  const view = isTTY && columns ? { columns } : {};
  output.data(formatRuns(runs, { ...view, nowMs: Date.now() }));
  const notes = runs.flatMap(({ reason, damaged }) => [
    ...(reason === undefined ? [] : [reason]),
    ...damaged.map((one) => `${one.path} is damaged: ${one.reason}.`),
  ]);
  for (const note of notes.slice(0, MOST_NOTES)) output.words(printable(note));
  if (notes.length > MOST_NOTES)
    output.words(`${notes.length - MOST_NOTES} more are in --json.`);
}

async function show(dir: string, json: boolean, output: Output): Promise<void> {
  const { describeRunDetails, readCurves } = await import("@trm/train");
  const details = describeRunDetails(dir);
  const curves = readCurves(dir);
  if (json) {
    output.json({ ...details, curves: Object.fromEntries(curves) });
    return;
  }
  const { formatCurves, formatDetails } = await import("../runs/run-report");
  const columns = output.io.stdout.columns || 80;
  output.data(formatDetails(details, columns));
  if (details.state !== "imported")
    output.data(`\n${formatCurves(details, curves, columns)}`);
}
