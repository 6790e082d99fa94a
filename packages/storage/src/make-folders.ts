/** @file Makes a folder and those above it. */
import { dirname, resolve } from "node:path";
import { codeOf } from "./error-words";
import { rethrowAs } from "./errors";
import type { FileSystem } from "./file-system";

const isFolder = (files: FileSystem, path: string): boolean => {
  const kind = files.status(path)?.kind;
  return (
    kind === "folder" ||
    (kind === "link" && files.status(files.realPath(path))?.kind === "folder")
  );
};

/** Syncs the name of a folder that was there: whoever made it may have been killed before the sync. */
const syncName = (files: FileSystem, path: string): void => {
  const parent = dirname(path);
  if (parent === path) return;
  try {
    files.syncFolder(parent);
  } catch (error) {
    // Whoever may not open the folder above has not made this one with this function either.
    if (codeOf(error) !== "EACCES") throw error;
  }
};

const makeOne = (files: FileSystem, path: string): void => {
  try {
    files.makeFolder(path);
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder(files, path)) throw error;
  }
  files.syncFolder(dirname(path));
};

const makeMissing = (files: FileSystem, path: string): void => {
  if (isFolder(files, path)) {
    syncName(files, path);
    return;
  }
  const parent = dirname(path);
  if (parent !== path) makeMissing(files, parent);
  rethrowAs(`The folder ${path} could not be made`, path, () =>
    makeOne(files, path),
  );
};

/**
 * Makes a folder, and those above it that are missing; each name that it makes is on disk afterwards, and so is that of the
 * deepest one that was there. A folder, or a link to one, may be there already.
 *
 * @throws {StorageError} when the file system fails, or something else is there
 */
export const makeFolders = (files: FileSystem, dir: string): void => {
  rethrowAs(`The folder ${dir} could not be made`, dir, () =>
    makeMissing(files, resolve(dir)),
  );
};
