/** @file Reads a sweep from its own folder, or from a collected one. */
import { nodeFileSystem, readInside, type FileSystem } from "@trm/storage";
import { basename, join } from "node:path";
import { SweepError } from "../errors";
import type { Plan, PlannedRun } from "../plan/plan";
import { PLAN, readPlan } from "../plan/plan-file";
import { isRunRecord } from "../record/is-run-record";
import type { RunRecord } from "../record/record";
import type { Sweep } from "./sweep";
import { isConcluded, RECORDS, runFolder, sweepRunPaths } from "./sweep-folder";

/** The records of 10,000 runs, and one. */
const MOST_BYTES = 2 ** 29;
const MOST_BYTES_OF_ONE = 2 ** 26;

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
    `The file ${path} holds something else than the records of a sweep that this version reads; collect it again.`,
  );
};

const textIn = (
  files: FileSystem,
  dir: string,
  name: string,
  mostBytes: number,
): string => new TextDecoder().decode(readInside(files, dir, name, mostBytes));

/** The record of a run that is done; undefined where it is not. */
function recordOf(
  files: FileSystem,
  dir: string,
  run: PlannedRun,
): RunRecord | undefined {
  if (!isConcluded(files, dir, run)) return undefined;
  const { folder, result } = sweepRunPaths(dir, run);
  const text = textIn(files, folder, basename(result), MOST_BYTES_OF_ONE);
  return parse(text, result);
}

function collected(files: FileSystem, dir: string): RunRecord[] {
  return textIn(files, dir, RECORDS, MOST_BYTES)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parse(line, join(dir, RECORDS)));
}

/** Whether a folder has the records of a sweep that was collected, and none of its runs. */
export const isCollected = (
  dir: string,
  { runs }: Plan,
  files: FileSystem = nodeFileSystem,
): boolean =>
  files.status(join(dir, RECORDS)) !== undefined &&
  !runs.some((run) => files.status(runFolder(dir, run)) !== undefined);

/**
 * Reads a sweep: what is done of it, and what is missing.
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
  const found = isCollected(dir, plan, files)
    ? collected(files, dir)
    : plan.runs.flatMap((run) => recordOf(files, dir, run) ?? []);
  const byId = new Map(found.map((record) => [record.id, record]));
  // In the plan's order, and no other runs.
  const records = new Map(
    plan.runs.flatMap(({ id }) => {
      const record = byId.get(id);
      return record ? [[id, record] as const] : [];
    }),
  );
  return {
    plan,
    records,
    missing: plan.runs.filter(({ id }) => !records.has(id)),
  };
}
