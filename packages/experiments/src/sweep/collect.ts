/** @file A sweep without its weights: what is kept, sent and reported. */
import {
  makeFolders,
  nodeFileSystem,
  removeTree,
  writeWholeFile,
  writeWholeJson,
  type FileSystem,
} from "@trm/storage";
import { join } from "node:path";
import { SweepError } from "../errors";
import { writePlan } from "../plan/plan-file";
import { readSweep } from "./read-sweep";
import type { Sweep } from "./sweep";
import {
  collectedFailure,
  collectedName,
  FAILURES,
  RECORDS,
} from "./sweep-folder";

function refuseItself(dir: string, out: string, files: FileSystem): void {
  if (files.status(out) === undefined) return;
  if (files.realPath(dir) !== files.realPath(out)) return;
  throw new SweepError(
    `The sweep ${dir} cannot be collected into its own folder; choose another with --out.`,
  );
}

/** Writes why runs have failed, and takes away what an earlier collection says of those that no longer have. */
function collectFailures(
  out: string,
  { plan, failures }: Sweep,
  files: FileSystem,
): void {
  if (failures.size > 0) makeFolders(files, join(out, FAILURES));
  for (const run of plan.runs) {
    const path = join(out, collectedFailure(run));
    const failure = failures.get(run.id);
    if (failure) writeWholeJson(files, path, failure);
    else if (files.status(path) !== undefined) removeTree(files, path);
  }
}

/**
 * Writes the plan and the records of a sweep into another folder: `plan.json`, and `records/<id>.json` for every run
 * that is done, `failures/<id>.json` for every run that has failed: small files, of which a repository keeps what has
 * changed. The folder may hold an earlier collection of the same plan.
 *
 * @param dir a sweep folder
 * @param out made where it is missing
 * @returns what was collected
 * @throws {SweepError} when `dir` is no sweep, or `out` is `dir` or holds another plan
 * @throws {StorageError} when the disk fails
 */
export function collect(
  dir: string,
  out: string,
  files: FileSystem = nodeFileSystem,
): Sweep {
  const sweep = readSweep(dir, files);
  refuseItself(dir, out, files);
  makeFolders(files, join(out, RECORDS));
  writePlan(out, sweep.plan, files);
  for (const record of sweep.records.values()) {
    const bytes = new TextEncoder().encode(`${JSON.stringify(record)}\n`);
    writeWholeFile(files, join(out, collectedName(record)), [bytes]);
  }
  collectFailures(out, sweep, files);
  return sweep;
}
