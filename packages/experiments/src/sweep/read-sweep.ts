/** @file Reads a sweep from its own folder, or from a collected one. */
import { nodeFileSystem, type FileSystem } from "@trm/storage";
import { join } from "node:path";
import type { Plan, PlannedRun } from "../plan/plan";
import { PLAN, readPlan } from "../plan/plan-file";
import { readCollectedFailure, readFailure, type RunFailure } from "./failure";
import { readCollectedRecord, readOwnRecord } from "./read-record";
import { runStatus } from "./run-status";
import type { Sweep } from "./sweep";
import { RECORDS, runFolder } from "./sweep-folder";

/** Why a run failed that is not being tried again; undefined where it did not, or is. */
const failureOf = (
  files: FileSystem,
  dir: string,
  run: PlannedRun,
): RunFailure | undefined =>
  readFailure(dir, run, files) && runStatus(dir, run, { files }).failure;

/** What there is of each of these runs, by id. */
const byId = <T>(
  runs: readonly PlannedRun[],
  read: (run: PlannedRun) => T | undefined,
): ReadonlyMap<string, T> =>
  new Map(
    runs.flatMap((run) => {
      const found = read(run);
      return found === undefined ? [] : [[run.id, found] as const];
    }),
  );

/** Whether a folder has the records of a sweep that was collected, and none of its runs. */
export const isCollected = (
  dir: string,
  { runs }: Plan,
  files: FileSystem = nodeFileSystem,
): boolean =>
  files.status(join(dir, RECORDS)) !== undefined &&
  !runs.some((run) => files.status(runFolder(dir, run)) !== undefined);

/**
 * Reads a sweep: what is done of it, what has failed, and what is missing besides.
 *
 * @param dir a sweep folder, or one that {@link collect} has written
 * @throws {SweepError} when it is none, or a file of it holds something else than it should
 * @throws {StorageError} when the disk fails
 */
export function readSweep(
  dir: string,
  files: FileSystem = nodeFileSystem,
): Sweep {
  const plan = readPlan(join(dir, PLAN), files);
  const collected = isCollected(dir, plan, files);
  const records = byId(plan.runs, (run) =>
    collected
      ? readCollectedRecord(files, dir, run)
      : readOwnRecord(files, dir, run),
  );
  const missing = plan.runs.filter(({ id }) => !records.has(id));
  const failures = byId(missing, (run) =>
    collected
      ? readCollectedFailure(dir, run, files)
      : failureOf(files, dir, run),
  );
  return { plan, records, missing, failures };
}
