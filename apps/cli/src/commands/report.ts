/** @file `trm report`: sweeps as a page with figures and tables, or two of them compared. */
import type { Command } from "@commander-js/extra-typings";
import { UsageError } from "../errors";
import { pathFlag } from "../flags";
import type { Output } from "../output";
import { printableLines } from "../runs/printable";
import { runsWords } from "../sweep/labels";

/** Where the page lies if nobody says where. */
const DEFAULT_OUT = "report";

/** Adds `trm report`. */
export function registerReport(program: Command, output: Output): void {
  program
    .command("report")
    .description("write the report of a sweep, or compare two")
    .argument(
      "<dir...>",
      "folder of a sweep, collected or not, or of several; two with --compare",
    )
    .option("--compare", "say what differs between two sweeps beyond noise")
    .option(
      "--out <path>",
      `folder of the report (${DEFAULT_OUT}); with --compare a file for Markdown`,
      pathFlag("--out", "a path"),
    )
    .option("--json", "print JSON")
    .action(async (dirs, { compare, out, json }) => {
      if (compare) await compareTwo(dirs, out, json === true, output);
      else await write(dirs, out ?? DEFAULT_OUT, json === true, output);
    });
}

async function write(
  dirs: readonly string[],
  out: string,
  json: boolean,
  output: Output,
): Promise<void> {
  const [dir = "", ...others] = dirs;
  if (others.length > 0)
    throw new UsageError(
      `trm report expects one folder, but received ${dirs.length}; give --compare to compare two.`,
    );
  const { writeReport } = await import("@trm/experiments/report");
  const written = writeReport(dir, out);
  const { page, runs, figures, tables } = written;
  const { missingWords } = await import("@trm/experiments");
  const lacking = missingWords(written);
  output.words(
    `${runsWords(runs)} done${lacking && `, ${lacking}`}: ${figures} figures, ${tables} tables.`,
  );
  if (json) output.json(written);
  else output.data(`${page}\n`);
}

async function compareTwo(
  dirs: readonly string[],
  out: string | undefined,
  json: boolean,
  output: Output,
): Promise<void> {
  const [a, b, ...others] = dirs;
  if (a === undefined || b === undefined || others.length > 0)
    throw new UsageError(
      `--compare expects two folders of sweeps, but received ${dirs.length}.`,
    );
  const { compareSweeps, comparisonMarkdown, comparisonText, readSweep } =
    await import("@trm/experiments");
  const comparison = compareSweeps(readSweep(a), readSweep(b));
  if (json) output.json(comparison);
  else output.data(printableLines(comparisonText(comparison)));
  if (out === undefined) return;
  const { nodeFileSystem, writeWholeFile } = await import("@trm/storage");
  const text = new TextEncoder().encode(
    printableLines(comparisonMarkdown(comparison)),
  );
  writeWholeFile(nodeFileSystem, out, [text]);
  output.words(`Comparison: ${out}`);
}
