/** @file `trm sweep run`: the runs of a suite, a table, and whether its claim held. */
import type { Command } from "@commander-js/extra-typings";
import { join } from "node:path";
import { EXIT, UsageError } from "../errors";
import { withInterrupt } from "../interrupt";
import type { Output } from "../output";
import { formatTimestamp } from "../run-name";
import { parseOverride, type Override } from "../set-override";
import type { ClaimVerdict } from "../sweep/claim";
import type { RunResult } from "../sweep/run-suite";
import type { Suite } from "../sweep/suite";
import { formatInterval, formatTable, type Column } from "../table";
import { readJsonObject } from "../read-json-object";

interface SweepOptions {
  readonly out?: string;
  readonly set?: readonly Override[];
  readonly json?: true;
}

const collect = (text: string, before: Override[] = []): Override[] => [
  ...before,
  parseOverride(text),
];

/** Adds `trm sweep`. */
export function registerSweep(program: Command, output: Output): void {
  program
    .command("sweep")
    .description("train the runs of a suite and judge its claim")
    .command("run")
    .description("run a suite here, one run after the other")
    .argument("<suite>", "suite file, such as suites/quickstart.json")
    .option("--out <dir>", "folder of results and runs (runs/<suite>-<when>)")
    .option(
      "--set <path=value>",
      "set a value in the configuration of every run; repeatable",
      collect,
    )
    .option("--json", "print the results as JSON")
    .action((file, options) => sweep(file, options, output));
}

async function sweep(
  file: string,
  { out, set = [], json }: SweepOptions,
  output: Output,
): Promise<void> {
  const { parseSuite } = await import("../sweep/suite");
  const { planSuite, runSuite } = await import("../sweep/run-suite");
  const raw = readJsonObject("sweep run", file);
  const suite = parseSuite(raw, file);
  const dir =
    out ?? join("runs", `${suite.name}-${formatTimestamp(new Date())}`);
  const runs = await planSuite(suite, set, dir);
  await prepareFolder(dir, runs[0]?.config.runtime, output);
  const results = await withInterrupt(
    () => output.words("Stopping after this step; once more ends at once."),
    (interrupt) => runSuite(runs, output, interrupt),
  ).finally(() => output.clearLive());
  if (results.length < runs.length) {
    output.words(
      `Interrupted after ${results.length} of ${runs.length} runs; they are in ${dir}.`,
    );
    output.exitCode = EXIT.interrupted;
    return;
  }
  await report(suite, results, dir, json === true, output);
}

/** Refuses a folder with results of another sweep and an engine that does not work, before anything is written. */
async function prepareFolder(
  dir: string,
  runtime:
    | Parameters<typeof import("../training/check-engine").checkEngine>[1]
    | undefined,
  output: Output,
): Promise<void> {
  const { existsSync, readdirSync } = await import("node:fs");
  if (existsSync(dir) && readdirSync(dir).length > 0)
    throw new UsageError(
      `--out expects a new or empty folder, but ${dir} is not empty; choose another name.`,
    );
  if (runtime?.device === "auto")
    throw new UsageError(
      "A sweep computes all its runs alike, but runtime.device is auto; set it to cpu or cuda.",
    );
  const { checkEngine } = await import("../training/check-engine");
  if (runtime !== undefined) await checkEngine(output, runtime);
}

async function report(
  suite: Suite,
  results: readonly RunResult[],
  dir: string,
  json: boolean,
  output: Output,
): Promise<void> {
  const { judgeClaim } = await import("../sweep/claim");
  const { nodeFileSystem, writeWholeJson } = await import("@trm/storage");
  const claim: ClaimVerdict | undefined =
    suite.claim && judgeClaim(suite.claim, results, results[0]?.steps ?? 0);
  const { name, description } = suite;
  const summary = { suite: name, description, results, claim };
  const path = join(dir, "results.json");
  writeWholeJson(nodeFileSystem, path, summary);
  if (json) output.json(summary);
  else output.data(`\n${formatTable(COLUMNS, results)}\n`);
  if (claim !== undefined) {
    if (json) output.words(claim.sentence);
    else output.data(`${claim.sentence}\n`);
    if (!claim.held) output.exitCode = EXIT.claim;
  }
  output.words(`Results: ${path}`);
}

const right = (
  title: string,
  cell: (result: RunResult) => string,
): Column<RunResult> => ({ title, align: "right", cell });

/** An accuracy and its 95 % interval, percent. */
const accuracy = (
  fraction: number,
  interval: Parameters<typeof formatInterval>[0],
): string => `${(100 * fraction).toFixed(1)} [${formatInterval(interval)}]`;

const COLUMNS: readonly Column<RunResult>[] = [
  { title: "architecture", cell: ({ arch }) => arch },
  right("parameters", ({ parameters }) => parameters.toLocaleString("en")),
  right("block passes", ({ blockPasses }) => String(blockPasses)),
  right("ACT steps", ({ meanActSteps }) => meanActSteps?.toFixed(2) ?? "-"),
  right("final loss", ({ finalLoss }) => finalLoss.toFixed(4)),
  right("characters % [95 %]", ({ charAcc, intervals }) =>
    accuracy(charAcc, intervals.charAcc),
  ),
  right("sequences % [95 %]", ({ seqAcc, intervals }) =>
    accuracy(seqAcc, intervals.seqAcc),
  ),
  right("seconds", ({ seconds }) => seconds.toFixed(1)),
];
