/** @file Takes over what other sweeps have found: runs with one id are one computation. */
import {
  nodeFileSystem,
  writeWholeFolder,
  type FileSystem,
} from "@trm/storage";
import { basename } from "node:path";
import type { Plan, PlannedRun } from "../plan/plan";
import { jsonLine } from "../record/json-line";
import type { RunRecord } from "../record/record";
import { readSweep } from "./read-sweep";
import { sweepRunPaths } from "./sweep-folder";
import { sweepFolders } from "./sweep-folders";

/** A record of another sweep. */
export interface ReusableRecord {
  readonly record: RunRecord;
  /** folder of the sweep that has it */
  readonly from: string;
}

/**
 * Reads the records that may be reused.
 *
 * @param from folders of sweeps, collected or not, or of several; of two records of one run the first counts
 * @returns by id of the run
 * @throws {SweepError} when one of them holds no sweep, or a plan or record that cannot be read
 * @throws {StorageError} when the disk fails
 */
export function readReusable(
  from: readonly string[],
  files: FileSystem = nodeFileSystem,
): ReadonlyMap<string, ReusableRecord> {
  const found = new Map<string, ReusableRecord>();
  for (const folder of from.flatMap((path) => sweepFolders(path, files)))
    for (const [id, record] of readSweep(folder, files).records)
      if (!found.has(id)) found.set(id, { record, from: folder });
  return found;
}

/**
 * Gives a sweep records of its runs that others have computed, so that they are done here, too. An id is a hash of
 * configuration and code, so that the same id is the same run, whichever sweep asked for it. What is given is the
 * record, and a `done.json` that says where it is from; weights and logs stay where they are. Runs that have been begun
 * here are left as they are.
 *
 * @param dir the sweep folder
 * @param plan its plan
 * @param reusable see {@link readReusable}
 * @returns the runs that were given a record
 * @throws {StorageError} when the disk fails
 */
export function reuseRecords(
  dir: string,
  plan: Plan,
  reusable: ReadonlyMap<string, ReusableRecord>,
  files: FileSystem = nodeFileSystem,
): PlannedRun[] {
  return plan.runs.filter((run) => {
    const { folder, result, done } = sweepRunPaths(dir, run);
    const found = reusable.get(run.id);
    if (!found || files.status(folder) !== undefined) return false;
    const { record, from } = found;
    const { step, stoppedEarly: earlyStop } = record.ending;
    writeWholeFolder(files, folder, (write) => {
      write(basename(result), [jsonLine(record)]);
      write(basename(done), [jsonLine({ step, earlyStop, reusedFrom: from })]);
    });
    return true;
  });
}
