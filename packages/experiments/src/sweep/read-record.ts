/** @file Reads the record of a run, and refuses what is none of it. */
import { readInside, type FileSystem } from "@trm/storage";
import { basename, join } from "node:path";
import { SweepError } from "../errors";
import type { PlannedRun } from "../plan/plan";
import type { RunRecord } from "../record/record";
import { recordOrFault } from "../record/record-fault";
import { collectedName, isConcluded, sweepRunPaths } from "./sweep-folder";

/** Far more than any record has. */
const MOST_BYTES = 2 ** 26;

/** A file that should be a run's record, and what helps where it is not. */
interface Place {
  readonly dir: string;
  readonly name: string;
  readonly fix: string;
}

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

/** @throws {SweepError} when the file holds something else than the run's record */
function readRecord(
  files: FileSystem,
  { dir, name, fix }: Place,
  run: PlannedRun,
): RunRecord {
  const bytes = readInside(files, dir, name, MOST_BYTES);
  const json = parsed(new TextDecoder().decode(bytes));
  const { record, fault } = json
    ? recordOrFault(json.value, run)
    : { record: undefined, fault: "no JSON" };
  if (record) return record;
  throw new SweepError(`The file ${join(dir, name)} holds ${fault}; ${fix}.`);
}

/**
 * The record of a run in a sweep's own folder; undefined where it is not done.
 *
 * @throws {SweepError} when the file is damaged, or another run's
 * @throws {StorageError} when the disk fails
 */
export function readOwnRecord(
  files: FileSystem,
  dir: string,
  run: PlannedRun,
): RunRecord | undefined {
  if (!isConcluded(files, dir, run)) return undefined;
  const { folder, result, record } = sweepRunPaths(dir, run);
  // One that was reused has no weights to make its record from.
  const again =
    files.status(record) === undefined
      ? `remove the folder ${folder}, and trm sweep run computes the run`
      : "remove it, and trm sweep run makes it again from the run's weights";
  return readRecord(
    files,
    { dir: folder, name: basename(result), fix: again },
    run,
  );
}

/**
 * The record of a run in a collected sweep; undefined where it has none.
 *
 * @throws {SweepError} when the file is damaged, or another run's
 * @throws {StorageError} when the disk fails
 */
export function readCollectedRecord(
  files: FileSystem,
  dir: string,
  run: PlannedRun,
): RunRecord | undefined {
  const name = collectedName(run);
  if (files.status(join(dir, name)) === undefined) return undefined;
  return readRecord(files, { dir, name, fix: "collect it again" }, run);
}
