/** @file Where the parts of a sweep lie. */
import type { FileSystem } from "@trm/storage";
import { runPaths } from "@trm/train";
import { join } from "node:path";
import type { Plan, PlannedRun } from "../plan/plan";

const RUNS = "runs";

/** Where a collected sweep has its records, a file for each. */
export const RECORDS = "records";

/** The name of a run's record in a collected sweep. */
export const collectedName = ({ id }: Pick<PlannedRun, "id">): string =>
  join(RECORDS, `${id}.json`);

/** Where a collected sweep says why runs have failed, a file for each. */
export const FAILURES = "failures";

/** The name of a run's failure in a collected sweep. */
export const collectedFailure = ({ id }: Pick<PlannedRun, "id">): string =>
  join(FAILURES, `${id}.json`);

/** The folder of a run of a sweep: a run of `@trm/train`, with its record beside. */
export const runFolder = (
  dir: string,
  { id }: Pick<PlannedRun, "id">,
): string => join(dir, RUNS, id);

/** Where the parts of a sweep's run lie. */
export function sweepRunPaths(dir: string, run: Pick<PlannedRun, "id">) {
  const folder = runFolder(dir, run);
  return {
    ...runPaths(folder),
    folder,
    /** what it found */
    result: join(folder, "record.json"),
    /** why it failed */
    failure: join(folder, "failure.json"),
  };
}

/** Whether a run is done: its training has ended, which `trm resume` can bring about too, and its record stands. */
export function isConcluded(
  files: FileSystem,
  dir: string,
  run: Pick<PlannedRun, "id">,
): boolean {
  const { done, result } = sweepRunPaths(dir, run);
  return [done, result].every((path) => files.status(path) !== undefined);
}

/** The folder that a sweep has where nobody names another: the same command goes on where it was. */
export const defaultSweepFolder = ({ name, profile }: Plan["suite"]): string =>
  join(RUNS, profile === undefined ? name : `${name}-${profile}`);
