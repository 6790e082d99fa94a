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
import type { PlannedRun } from "../plan/plan";
import { writePlan } from "../plan/plan-file";
import { jsonLine } from "../record/json-line";
import { readSweep } from "./read-sweep";
import type { Sweep } from "./sweep";
import {
  collectedFailure,
  collectedName,
  FAILURES,
  RECORDS,
  runFolder,
} from "./sweep-folder";

function refuseItself(dir: string, out: string, files: FileSystem): void {
  if (files.status(out) === undefined) return;
  if (files.realPath(dir) !== files.realPath(out)) return;
  throw new SweepError(
    `The sweep ${dir} cannot be collected into its own folder; choose another with --out.`,
  );
}

/** Writes why a run has failed, or takes away what an earlier collection says of that and no longer holds. */
function collectFailure(
  dir: string,
  out: string,
  run: PlannedRun,
  { failures }: Sweep,
  files: FileSystem,
): void {
  const has = (path: string): boolean => files.status(path) !== undefined;
  const path = join(out, collectedFailure(run));
  const failure = failures.get(run.id);
  const isDone = has(join(out, collectedName(run)));
  if (failure && !isDone) {
    makeFolders(files, join(out, FAILURES));
    writeWholeJson(files, path, failure);
  } else if (has(path) && (isDone || has(runFolder(dir, run))))
    removeTree(files, path);
}

/**
 * Writes the plan and the records of a sweep into another folder: `plan.json`, and `records/<id>.json` for every run
 * that is done, `failures/<id>.json` for every run that has failed: small files, of which a repository keeps what has
 * changed.
 *
 * The folder may hold an earlier collection of the same plan, also from another machine that did other runs of it: what
 * `dir` knows nothing of stays. No record is ever taken away, as an id says all that a run computes, so that its record
 * cannot become wrong. A failure is, once the run is done on either machine, or is being tried again in `dir`.
 *
 * @param dir a sweep folder
 * @param out made where it is missing
 * @returns what was collected of `dir`
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
    writeWholeFile(files, join(out, collectedName(record)), [jsonLine(record)]);
  }
  for (const run of sweep.plan.runs)
    collectFailure(dir, out, run, sweep, files);
  return sweep;
}
