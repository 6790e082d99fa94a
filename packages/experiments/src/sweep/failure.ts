/** @file failure.json: why a run of a sweep failed, and whether trying again makes sense. */
import {
  isDiskFailure,
  makeFolders,
  nodeFileSystem,
  readJsonInside,
  removeTree,
  rethrowAs,
  StorageError,
  writeWholeJson,
  type FileSystem,
} from "@trm/storage";
import { basename, join, relative } from "node:path";
import { z } from "zod";
import { SweepError } from "../errors";
import type { PlannedRun } from "../plan/plan";
import { collectedFailure, sweepRunPaths } from "./sweep-folder";

/** A failed run. */
export interface RunFailure {
  readonly message: string;
  /** of the error's class */
  readonly name: string;
  /** ISO 8601 */
  readonly at: string;
  /** false where the same run would fail in the same way again */
  readonly retriable: boolean;
  /** how often it has failed */
  readonly attempts: number;
}

const schema = z.object({
  message: z.string(),
  name: z.string(),
  at: z.string(),
  retriable: z.boolean(),
  attempts: z.int().min(1),
});

/** What the same numbers lead to again: classes by name, as a run's error may come from another process. */
const FINAL: ReadonlySet<string> = new Set([
  "ConfigError",
  "InvalidLogitsError",
  "NonFiniteLossError",
  "NonFiniteWeightsError",
  "SweepError",
]);

/** Whether a run that failed so may succeed when it is tried again. */
export const isRetriable = (error: unknown): boolean =>
  !(error instanceof Error && FINAL.has(error.name));

/**
 * The failure in a file; undefined where the file holds something else.
 *
 * @throws {StorageError} when there is none, or the disk fails
 */
function parseFailure(
  files: FileSystem,
  dir: string,
  name: string,
): RunFailure | undefined {
  try {
    return schema.safeParse(readJsonInside(files, dir, name)).data;
  } catch (error) {
    if (!(error instanceof StorageError) || isDiskFailure(error)) throw error;
    return undefined;
  }
}

/**
 * What is known of a failure whose file is damaged: that there was one, but not how often, nor that trying again is in
 * vain.
 */
const damagedFailure = (
  dir: string,
  path: string,
  files: FileSystem,
): RunFailure => ({
  message: `The file ${relative(dir, path)} should say why the run failed, but holds something else; trm sweep retry forgets it and tries again.`,
  name: "SweepError",
  at: new Date(files.status(path)?.modifiedMs ?? 0).toISOString(),
  ...{ retriable: true, attempts: 1 },
});

/**
 * Why a run failed; undefined where it did not, or where the disk does not say.
 *
 * A damaged file counts as a failure: it must neither hide that something went wrong nor keep the sweep from going on,
 * which it does by trying the run again.
 */
export function readFailure(
  dir: string,
  run: PlannedRun,
  files: FileSystem = nodeFileSystem,
): RunFailure | undefined {
  const { folder, failure } = sweepRunPaths(dir, run);
  try {
    return (
      parseFailure(files, folder, basename(failure)) ??
      damagedFailure(dir, failure, files)
    );
  } catch (error) {
    if (isDiskFailure(error)) return undefined;
    throw error;
  }
}

/**
 * The same of a run in a collected sweep, where nothing goes on: a damaged file is refused as a damaged record is, since
 * what it was collected from still has it whole.
 *
 * @throws {SweepError} when the file is damaged
 * @throws {StorageError} when the disk fails
 */
export function readCollectedFailure(
  dir: string,
  run: PlannedRun,
  files: FileSystem,
): RunFailure | undefined {
  const name = collectedFailure(run);
  const path = join(dir, name);
  if (files.status(path) === undefined) return undefined;
  const failure = parseFailure(files, dir, name);
  if (failure) return failure;
  throw new SweepError(
    `The file ${path} does not say why a run has failed; collect it again.`,
  );
}

/**
 * Notes that a run has failed, once more, also where it has not come to make its folder. A disk that refuses this may be
 * what the run has failed of, so that it is no error.
 *
 * @param before its failure until now
 */
export function writeFailure(
  dir: string,
  run: PlannedRun,
  error: unknown,
  files: FileSystem,
  before = readFailure(dir, run, files),
): void {
  const { folder, failure } = sweepRunPaths(dir, run);
  const { message, name } =
    error instanceof Error ? error : new Error(String(error));
  const found: RunFailure = {
    ...{ message, name, at: new Date().toISOString() },
    ...{ retriable: isRetriable(error), attempts: (before?.attempts ?? 0) + 1 },
  };
  try {
    rethrowAs(`The file ${failure} could not be written`, failure, () => {
      makeFolders(files, folder);
      writeWholeJson(files, failure, found);
    });
  } catch (refused) {
    if (!isDiskFailure(refused)) throw refused;
  }
}

/** Forgets that a run has failed, so that it is tried again. */
export function forgetFailure(
  dir: string,
  run: PlannedRun,
  files: FileSystem = nodeFileSystem,
): void {
  const { failure } = sweepRunPaths(dir, run);
  if (files.status(failure) !== undefined) removeTree(files, failure);
}
