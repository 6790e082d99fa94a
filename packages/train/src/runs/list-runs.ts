/** @file The runs in a folder. */
import { nodeFileSystem, rethrowAs, type FileSystem } from "@trm/storage";
import { join } from "node:path";
import { RunFolderError } from "../errors";
import { RUN_RECORD } from "../run/run-folder";
import { describeRunState, type RunState } from "./run-state";

/** Where a suite has its runs. */
const SUITE_RUNS = "runs";

/** Whether a folder is there, or a link to one: runs may lie on another disk. */
function isFolder(files: FileSystem, path: string): boolean {
  try {
    const kind = files.status(path)?.kind;
    return kind === "link"
      ? files.status(files.realPath(path))?.kind === "folder"
      : kind === "folder";
  } catch {
    return false;
  }
}

const isRun = (files: FileSystem, path: string): boolean => {
  try {
    return files.status(join(path, RUN_RECORD)) !== undefined;
  } catch {
    return false;
  }
};

/** Names of the folders in a folder; hidden ones are nobody's runs. */
function foldersIn(files: FileSystem, dir: string): string[] {
  try {
    return files
      .list(dir)
      .filter((name) => !name.startsWith("."))
      .filter((name) => isFolder(files, join(dir, name)));
  } catch {
    return [];
  }
}

/** Paths of what is a run or could be one, inside `dir`. */
const candidates = (files: FileSystem, dir: string): string[] =>
  foldersIn(files, dir).flatMap((name) => {
    // The folder that is listed may be a suite itself.
    const inner = name === SUITE_RUNS ? name : `${name}/${SUITE_RUNS}`;
    const isSuite =
      !isRun(files, join(dir, name)) && isFolder(files, join(dir, inner));
    if (!isSuite) return [name];
    return foldersIn(files, join(dir, inner)).map((id) => `${inner}/${id}`);
  });

/**
 * Describes every run in a folder, and in the folders of suites in it (`<suite>/runs/<id>`), or in that of a suite. Folders that are no runs are
 * rows, too, with the reason. A run folder itself is a list of one.
 *
 * @param dir such as `runs`
 * @param files where it is
 * @returns the runs, the latest change first
 * @throws {RunFolderError} when `dir` is no folder
 * @throws {StorageError} when it cannot be read
 */
export function listRuns(
  dir: string,
  files: FileSystem = nodeFileSystem,
): RunState[] {
  if (!isFolder(files, dir))
    throw new RunFolderError(
      `The folder ${dir} does not exist or is no folder; expected one that holds runs.`,
    );
  rethrowAs(`The folder ${dir} could not be read`, dir, () => files.list(dir));
  if (isRun(files, dir)) return [describeRunState(dir, files)];
  return candidates(files, dir)
    .map((name) => ({ ...describeRunState(join(dir, name), files), name }))
    .sort((a, b) => b.updatedMs - a.updatedMs || (a.name < b.name ? -1 : 1));
}
