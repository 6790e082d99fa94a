/** @file A run is a folder; where its parts lie, and what may stand there before anything is written. */
import {
  makeFolders,
  removeLeftovers,
  writeWholeJson,
  type FileKind,
  type FileSystem,
} from "@trm/storage";
import { join } from "node:path";
import { RunFolderError } from "../errors";
import { METRICS } from "../log/metrics-log";
import { CHECKPOINTS, type RunPlace } from "./checkpoint";
import { moveAside } from "./checkpoint-folders";

/** The file that makes a folder a run. */
export const RUN_RECORD = "run.json";
const LOCK = "run.lock";
const DONE = "done.json";

/** Where the parts of a run lie. */
export const runPaths = (dir: string) => ({
  record: join(dir, RUN_RECORD),
  lock: join(dir, LOCK),
  metrics: join(dir, METRICS),
  checkpoints: join(dir, CHECKPOINTS),
  done: join(dir, DONE),
});

/** What a run that was interrupted before it had a run.json may have left. */
const BEGINNING =
  /^(run\.lock|checkpoints|\.(unfinished|removed|takeover)-.*)$/s;
const FIRST_WEIGHTS = /^(0(\.damaged(-\d+)?)?|\.(unfinished|removed)-.*)$/s;

const kindOf = (files: FileSystem, path: string): FileKind | undefined => {
  const kind = files.status(path)?.kind;
  return kind === "link" ? files.status(files.realPath(path))?.kind : kind;
};

const isBeginning = ({ files, dir }: RunPlace): boolean => {
  const names = files.list(dir);
  if (!names.every((name) => BEGINNING.test(name))) return false;
  if (!names.includes(CHECKPOINTS)) return true;
  const { checkpoints } = runPaths(dir);
  return (
    files.status(checkpoints)?.kind === "folder" &&
    files.list(checkpoints).every((name) => FIRST_WEIGHTS.test(name))
  );
};

/**
 * Refuses a folder that holds anything, so that no run overwrites another. What a run left that was interrupted before it
 * was one is nothing.
 *
 * @throws {RunFolderError} when `dir` is a file or a folder that is not empty
 */
export function checkNewRunFolder(place: RunPlace): void {
  const { files, dir } = place;
  const kind = kindOf(files, dir);
  if (kind === undefined) return;
  if (kind !== "folder")
    throw new RunFolderError(
      `The run folder ${dir} is a file, but a new or empty folder was expected; choose another name.`,
    );
  if (!isBeginning(place))
    throw new RunFolderError(
      `The run folder ${dir} is not empty, but a new run expects a new or empty folder; choose another name, or resume the run that is there.`,
    );
}

/**
 * Creates the folder of a new run with its run.json.
 *
 * @param writeFirst writes the checkpoint that must be there before the folder counts as a run
 * @throws {RunFolderError} as {@link checkNewRunFolder}
 * @throws {StorageError} when the disk fails
 */
export function createRunFolder(
  place: RunPlace,
  record: object,
  writeFirst?: () => void,
): void {
  checkNewRunFolder(place);
  const { files, dir } = place;
  const paths = runPaths(dir);
  makeFolders(files, paths.checkpoints);
  removeLeftoversOf(place);
  // Whoever began here may have had other weights than this run.
  if (files.status(join(paths.checkpoints, "0")) !== undefined)
    moveAside(place, 0);
  writeFirst?.();
  writeWholeJson(files, paths.record, record);
}

/** Removes what was being written or removed when a run was interrupted. */
export function removeLeftoversOf({ files, dir }: RunPlace): void {
  removeLeftovers(files, dir);
  removeLeftovers(files, runPaths(dir).checkpoints);
}

/** Files that training writes to, or puts others in place of. */
const isWritten = (name: string): boolean =>
  name === METRICS ||
  name === DONE ||
  name === LOCK ||
  name.startsWith("events.");

/**
 * Refuses a run folder in which writing could change something elsewhere: links, and files that have other names too.
 *
 * @throws {RunFolderError} naming the first of them
 */
export function checkWritesStayInside({ files, dir }: RunPlace): void {
  for (const name of files.list(dir)) {
    const path = join(dir, name);
    const expected = name === CHECKPOINTS ? "folder" : "file";
    if (name !== CHECKPOINTS && !isWritten(name)) continue;
    const status = files.status(path);
    if (status === undefined) continue;
    if (status.kind !== expected)
      throw new RunFolderError(
        `${path} is a ${status.kind} where a run has a ${expected}, and training writes there; put the ${expected} itself in its place.`,
      );
    if (expected === "file" && status.links > 1)
      throw new RunFolderError(
        `The file ${path} has ${status.links} names, and training would change it under all of them; put a copy in its place.`,
      );
  }
}
