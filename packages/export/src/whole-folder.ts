/** @file A folder that appears whole or not at all: filled beside its place, synced, renamed. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { checkPlace } from "./check-place";
import { messageOf, ModelFolderError } from "./errors";

/** Files by path inside the folder; `/` separates. */
export type FolderFiles = ReadonlyMap<string, Uint8Array>;

const besideOf = (dir: string, what: string): string =>
  join(
    dirname(dir),
    `.${what}-${basename(dir)}-${randomBytes(4).toString("hex")}`,
  );

const sync = (path: string): void => {
  // Windows cannot open a folder.
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const writeSynced = (path: string, bytes: Uint8Array): void => {
  const handle = openSync(path, "wx");
  try {
    for (let done = 0; done < bytes.byteLength;)
      done += writeSync(handle, bytes, done, bytes.byteLength - done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const fill = (dir: string, files: FolderFiles): void => {
  mkdirSync(dir);
  const folders = new Set([dir]);
  for (const [name, bytes] of files) {
    const path = join(dir, ...name.split("/"));
    mkdirSync(dirname(path), { recursive: true });
    folders.add(dirname(path));
    writeSynced(path, bytes);
  }
  // A name survives a power cut only once its folder is synced.
  for (const folder of folders) sync(folder);
};

/** Puts the old folder back, or says where it lies. */
const restore = (replaced: string, dir: string, cause: unknown): void => {
  try {
    renameSync(replaced, dir);
  } catch {
    throw new ModelFolderError(
      `The new folder could not be put at ${dir} (${messageOf(cause)}), nor the one that was there put back; it lies in ${replaced}, rename it.`,
      { cause },
    );
  }
};

/** Renames the finished folder to its place. @returns where what was there lies now */
const swap = (unfinished: string, dir: string): string | undefined => {
  const replaced = existsSync(dir) ? besideOf(dir, "replaced") : undefined;
  if (replaced !== undefined) renameSync(dir, replaced);
  try {
    renameSync(unfinished, dir);
  } catch (cause) {
    if (replaced !== undefined) restore(replaced, dir, cause);
    throw cause;
  }
  return replaced;
};

/**
 * Writes a folder, which appears once all of it is on disk. One that is there already is moved aside first and removed
 * last; it is put back when the new one cannot take its place. Between the two renames nothing is at the place: whoever
 * is killed there leaves the old folder whole as `.replaced-NAME-…` beside it, and the new one as `.unfinished-NAME-…`.
 *
 * @param place  a path at which nothing is, or a folder to replace
 * @param force  as in {@link checkPlace}
 * @throws {ModelFolderError} as {@link checkPlace}, or when what was there could not be put back
 */
export const writeWholeFolder = (
  place: string,
  files: FolderFiles,
  force: boolean,
): void => {
  const dir = resolve(place);
  const parent = dirname(dir);
  mkdirSync(parent, { recursive: true });
  const unfinished = besideOf(dir, "unfinished");
  try {
    fill(unfinished, files);
    // Much may have happened since the first time.
    checkPlace(dir, force);
    const replaced = swap(unfinished, dir);
    sync(parent);
    if (replaced !== undefined) rmSync(replaced, { recursive: true });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};
