/** @file Reads a sweep from its own folder, or from a collected one. */
import { nodeFileSystem, readInside, type FileSystem } from "@trm/storage";
import { basename, join } from "node:path";
import { SweepError } from "../errors";
import type { Plan, PlannedRun } from "../plan/plan";
import { PLAN, readPlan } from "../plan/plan-file";
import { isRunRecord } from "../record/is-run-record";
import type { RunRecord } from "../record/record";
import { readCollectedFailure, readFailure, type RunFailure } from "./failure";
import { runStatus } from "./run-status";
import type { Sweep } from "./sweep";
import {
  collectedName,
  isConcluded,
  RECORDS,
  runFolder,
  sweepRunPaths,
} from "./sweep-folder";

/** Far more than any record has. */
const MOST_BYTES = 2 ** 26;

const parse = (text: string, path: string): RunRecord => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SweepError(`The file ${path} is no JSON; collect it again.`, {
      cause,
    });
  }
  if (isRunRecord(value)) return value;
  throw new SweepError(
    `The file ${path} holds something else than the record of a run that this version reads; collect it again.`,
  );
};

function readRecord(files: FileSystem, dir: string, name: string): RunRecord {
  const bytes = readInside(files, dir, name, MOST_BYTES);
  return parse(new TextDecoder().decode(bytes), join(dir, name));
}

/** The record of a run that is done; undefined where it is not. */
function recordOf(
  files: FileSystem,
  dir: string,
  run: PlannedRun,
): RunRecord | undefined {
  if (!isConcluded(files, dir, run)) return undefined;
  const { folder, result } = sweepRunPaths(dir, run);
  return readRecord(files, folder, basename(result));
}

/** The record of a run in a collected sweep; undefined where it has none. */
function collectedRecord(
  files: FileSystem,
  dir: string,
  run: PlannedRun,
): RunRecord | undefined {
  const name = collectedName(run);
  if (files.status(join(dir, name)) === undefined) return undefined;
  return readRecord(files, dir, name);
}

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
 * @throws {SweepError} when it is none
 * @throws {StorageError} when the disk fails
 */
export function readSweep(
  dir: string,
  files: FileSystem = nodeFileSystem,
): Sweep {
  const plan = readPlan(join(dir, PLAN), files);
  const collected = isCollected(dir, plan, files);
  const records = byId(plan.runs, (run) =>
    collected ? collectedRecord(files, dir, run) : recordOf(files, dir, run),
  );
  const missing = plan.runs.filter(({ id }) => !records.has(id));
  const failures = byId(missing, (run) =>
    collected
      ? readCollectedFailure(dir, run, files)
      : failureOf(files, dir, run),
  );
  return { plan, records, missing, failures };
}
