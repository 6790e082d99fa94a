/** @file `trm sweep`: the runs of a suite, planned, done here or by a cluster, watched and collected. */
import { Option, type Command } from "@commander-js/extra-typings";
import type { Override } from "@trm/train/raw-config";
import { availableParallelism } from "node:os";
import { countFlag, integerFlag, numberFlag, pathFlag } from "../flags";
import type { Output } from "../output";
import { parseOverride } from "../set-override";

const collectSet = (text: string, before: Override[] = []): Override[] => [
  ...before,
  parseOverride(text),
];

const profileOption = (): Option<"--profile <name>"> =>
  new Option("--profile <name>", "a size of the suite, such as small");

const outOption = (): Option<"--out <dir>"> =>
  new Option(
    "--out <dir>",
    "folder of the sweep (runs/<suite>[-<profile>])",
  ).argParser(pathFlag("--out"));

const setOption = () =>
  new Option(
    "--set <path=value>",
    "set a value in the configuration of every run; repeatable",
  ).argParser(collectSet);

const collectReuse = (dir: string, before: string[] = []): string[] => [
  ...before,
  pathFlag("--reuse")(dir),
];

const reuseOption = () =>
  new Option(
    "--reuse <dir>",
    "take what a sweep, collected or not, or a folder of several has found of the same runs; repeatable",
  ).argParser(collectReuse);

const jobsOption = () =>
  new Option(
    "--jobs <n>",
    "runs at once (number of processor cores)",
  ).argParser(countFlag("--jobs", 1024));

const leaseOption = () =>
  new Option(
    "--lease <s>",
    "take a process on another machine for gone that has been silent for so long, seconds; absent, never",
  ).argParser(numberFlag("--lease", { min: 60 }));

const milliseconds = (seconds: number | undefined): number | undefined =>
  seconds === undefined ? undefined : 1000 * seconds;

/** Adds `trm sweep`. */
export function registerSweep(program: Command, output: Output): void {
  const sweep = program
    .command("sweep")
    .description("train the runs of a suite and judge its claims");
  registerPlan(sweep, output);
  registerRun(sweep, output);
  registerStatus(sweep, output);
  registerRetry(sweep, output);
  registerExec(sweep, output);
  registerCollect(sweep, output);
}

function registerPlan(sweep: Command, output: Output): void {
  sweep
    .command("plan")
    .description("list the runs of a suite in a plan, and do none")
    .argument("<suite>", "suite file, such as suites/quickstart.json")
    .addOption(profileOption())
    .addOption(setOption())
    .addOption(outOption())
    .addOption(reuseOption())
    .option("--json", "print the plan as JSON")
    .action(async (suite, { json, ...flags }) => {
      const { planSweep } = await import("../sweep/actions");
      await planSweep(suite, flags, json === true, output);
    });
}

function registerRun(sweep: Command, output: Output): void {
  sweep
    .command("run")
    .description("do the runs of a suite here, or what is left of them")
    .argument("<suite>", "suite file, or folder of a sweep")
    .addOption(profileOption())
    .addOption(setOption())
    .addOption(outOption())
    .addOption(reuseOption())
    .addOption(jobsOption())
    .addOption(leaseOption())
    .option("--json", "print a JSON summary instead of tables")
    .action(async (suite, { json, jobs, lease, ...flags }) => {
      const { doSweep } = await import("../sweep/actions");
      await doSweep(suite, flags, runOptions(jobs, lease, json), output);
    });
}

function registerStatus(sweep: Command, output: Output): void {
  sweep
    .command("status")
    .description("say how far a sweep is")
    .argument("<dir>", "folder of a sweep")
    .addOption(leaseOption())
    .option("--json", "print JSON")
    .action(async (dir, { json, lease }) => {
      const { showStatus } = await import("../sweep/status");
      const leaseMs = milliseconds(lease);
      await showStatus(dir, { leaseMs, json: json === true }, output);
    });
}

function registerRetry(sweep: Command, output: Output): void {
  sweep
    .command("retry")
    .description("forget which runs have failed, and do what is left")
    .argument("<dir>", "folder of a sweep")
    .addOption(jobsOption())
    .addOption(leaseOption())
    .option("--json", "print a JSON summary instead of tables")
    .action(async (dir, { json, jobs, lease }) => {
      const { retrySweep } = await import("../sweep/actions");
      await retrySweep(dir, runOptions(jobs, lease, json), output);
    });
}

function registerExec(sweep: Command, output: Output): void {
  sweep
    .command("exec")
    .description("do one task of a cluster's array: some runs of a plan")
    .argument("<plan>", "plan.json in the folder of the sweep, or the folder")
    .option(
      "--index <i>",
      "which task (SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX)",
      integerFlag("--index", { min: 0 }),
    )
    .option(
      "--pack <k>",
      "runs per task, one after the other (1)",
      countFlag("--pack"),
    )
    .addOption(leaseOption())
    .action(async (plan, { index, pack = 1, lease }) => {
      const { execTask } = await import("../sweep/exec");
      const leaseMs = milliseconds(lease);
      await execTask(plan, { index, pack, leaseMs }, output);
    });
}

function registerCollect(sweep: Command, output: Output): void {
  sweep
    .command("collect")
    .description("copy plan and results, without weights, to another folder")
    .argument("<dir>", "folder of a sweep")
    .requiredOption(
      "--out <dir>",
      "folder for plan.json and records",
      pathFlag("--out"),
    )
    .action(async (dir, { out }) => {
      const { collectSweep } = await import("../sweep/actions");
      await collectSweep(dir, out, output);
    });
}

function runOptions(
  jobs = availableParallelism(),
  lease: number | undefined,
  json: true | undefined,
) {
  return { jobs, leaseMs: milliseconds(lease), json: json === true };
}
