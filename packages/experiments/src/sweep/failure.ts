/** @file failure.json: why a run of a sweep failed, and whether trying again makes sense. */
import {
  isDiskFailure,
  nodeFileSystem,
  readJsonInside,
  removeTree,
  rethrowAs,
  writeWholeJson,
  type FileSystem,
} from "@trm/storage";
import { basename } from "node:path";
import { z } from "zod";
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

function readFailureFile(
  files: FileSystem,
  folder: string,
  name: string,
): RunFailure | undefined {
  try {
    return schema.safeParse(readJsonInside(files, folder, name)).data;
  } catch {
    return undefined;
  }
}

/** Why a run failed; undefined where it did not, or where that cannot be read. */
export function readFailure(
  dir: string,
  run: PlannedRun,
  files: FileSystem = nodeFileSystem,
): RunFailure | undefined {
  const { folder, failure } = sweepRunPaths(dir, run);
  return readFailureFile(files, folder, basename(failure));
}

/** The same of a run in a collected sweep. */
export const readCollectedFailure = (
  dir: string,
  run: PlannedRun,
  files: FileSystem,
): RunFailure | undefined => readFailureFile(files, dir, collectedFailure(run));

/**
 * Notes that a run has failed, once more. A disk that refuses this may be what the run has failed of, so that it is no error.
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
      if (files.status(folder) !== undefined)
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
