/** @file Makes a folder and those above it. */
import { dirname, resolve } from "node:path";
import { saying } from "./errors";
import type { FileSystem } from "./file-system";

const isFolder = (files: FileSystem, path: string): boolean => {
  const kind = files.status(path)?.kind;
  return (
    kind === "folder" ||
    (kind === "link" && files.status(files.realPath(path))?.kind === "folder")
  );
};

const makeOne = (files: FileSystem, path: string): void => {
  try {
    files.makeFolder(path);
  } catch (error) {
    // Another process may have been faster.
    if (!isFolder(files, path)) throw error;
  }
  try {
    files.syncFolder(dirname(path));
  } catch (error) {
    // Otherwise the next call would find the folder, and take its name for synced.
    files.removeFolder(path);
    throw error;
  }
};

const makeMissing = (files: FileSystem, path: string): void => {
  if (isFolder(files, path)) return;
  const parent = dirname(path);
  if (parent !== path) makeMissing(files, parent);
  saying(`The folder ${path} could not be made`, path, () =>
    makeOne(files, path),
  );
};

/**
 * Makes a folder, and those above it that are missing; each name that it makes is on disk afterwards. A folder, or a link
 * to one, may be there already.
 *
 * @throws {StorageError} when the file system fails, or something else is there
 */
export const makeFolders = (files: FileSystem, dir: string): void => {
  saying(`The folder ${dir} could not be made`, dir, () =>
    makeMissing(files, resolve(dir)),
  );
};
