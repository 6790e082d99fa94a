/** @file From what a command line names, a suite or a folder, to the sweep that is to go on. */
import type { Plan } from "@trm/experiments";
import type { Override } from "@trm/train/raw-config";
import { statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { UsageError } from "../errors";
import type { Output } from "../output";
import { readJsonObject } from "../read-json-object";

/** What says which runs a suite has, and where they lie. */
export interface SweepFlags {
  readonly profile?: string;
  readonly set?: readonly Override[];
  readonly out?: string;
  /** Sweeps whose records are taken over where they are of the same runs. */
  readonly reuse?: readonly string[];
}

/** A sweep: its folder, and what it computes. */
export interface OpenSweep {
  readonly dir: string;
  readonly plan: Plan;
}

const isFolder = (path: string): boolean =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

/** Flags that only a suite can be given: a plan has everything. */
function refuseFlags(flags: SweepFlags, path: string): void {
  const given = (["profile", "set", "out"] as const).filter(
    (name) => flags[name] !== undefined,
  );
  if (given[0] === undefined) return;
  throw new UsageError(
    `--${given[0]} changes what a suite computes or where, but ${path} is a sweep that has its plan; name the suite's file, or leave it out.`,
  );
}

/** A choice of device that may fall out differently for every run. */
function refuseAuto({ runs }: Plan): void {
  if (runs.some(({ config }) => config.runtime.device === "auto"))
    throw new UsageError(
      "A sweep computes all its runs alike, but runtime.device is auto; set it to cpu or cuda.",
    );
}

/** A folder that has results alone: what it was collected from may have more. */
async function refuseCollected({ dir, plan }: OpenSweep): Promise<void> {
  const { isCollected } = await import("@trm/experiments");
  if (isCollected(dir, plan))
    throw new UsageError(
      `The folder ${dir} has the collected results of a sweep, not its runs; name the folder that it was collected from, or read it with trm report.`,
    );
}

/** Reads the plan of a sweep that has been begun; the sweep is named by its folder or by its plan. */
export async function openPlanned(path: string): Promise<OpenSweep> {
  const { PLAN_FILE, readPlan } = await import("@trm/experiments");
  const isPlan = basename(path) === PLAN_FILE && !isFolder(path);
  const dir = isPlan ? dirname(path) : path;
  const sweep = { dir, plan: readPlan(join(dir, PLAN_FILE)) };
  await refuseCollected(sweep);
  return sweep;
}

/**
 * Plans a suite, every run validated; nothing is written.
 * @throws {SuiteError} naming the first thing that is wrong
 */
async function planSuite(
  file: string,
  { profile, set = [], out }: SweepFlags,
): Promise<OpenSweep> {
  const { defaultSweepFolder, expandSuite, parseSuite } =
    await import("@trm/experiments");
  const suite = parseSuite(readJsonObject("SUITE", file), file);
  const plan = expandSuite(suite, { profile, overrides: set });
  refuseAuto(plan);
  return { dir: out ?? defaultSweepFolder(plan.suite), plan };
}

/**
 * Opens a suite or the folder of a sweep; the plan stands in the folder afterwards.
 * @throws {SweepError} for a folder that holds another plan, or something else
 */
async function openOrPlan(path: string, flags: SweepFlags): Promise<OpenSweep> {
  const { PLAN_FILE, writePlan } = await import("@trm/experiments");
  if (isFolder(path) || basename(path) === PLAN_FILE) {
    refuseFlags(flags, path);
    return openPlanned(path);
  }
  const sweep = await planSuite(path, flags);
  await refuseCollected(sweep);
  writePlan(sweep.dir, sweep.plan);
  return sweep;
}

/**
 * Opens a suite or the folder of a sweep; its plan stands in the folder afterwards, and so do the records that it shares
 * with the sweeps of `--reuse`.
 * @throws {SweepError} for a folder that holds another plan, or something else; nothing is written
 */
export async function openSweep(
  path: string,
  { reuse = [], ...flags }: SweepFlags,
  output: Output,
): Promise<OpenSweep> {
  const { readReusable, reuseRecords } = await import("@trm/experiments");
  const reusable = readReusable(reuse);
  const sweep = await openOrPlan(path, flags);
  const { dir, plan } = sweep;
  const reused = reuseRecords(dir, plan, reusable).length;
  if (reuse.length > 0)
    output.words(
      `Reused ${reused} of ${plan.runs.length} runs from ${reuse.join(", ")}.`,
    );
  return sweep;
}
