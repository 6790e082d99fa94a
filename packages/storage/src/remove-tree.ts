/** @file Removes folders with all that is in them. */
import { dirname, join } from "node:path";
import { besideOf, isLeftover } from "./beside";
import { rethrowAs } from "./errors";
import type { FileSystem } from "./file-system";
import { move } from "./move";

/** Removes what is there; from a folder one entry after the other. */
export const removeAll = (files: FileSystem, path: string): void => {
  if (files.status(path)?.kind !== "folder") {
    files.removeFile(path);
    return;
  }
  for (const name of files.list(path)) removeAll(files, join(path, name));
  files.removeFolder(path);
};

/** As {@link removeTree}; a folder is renamed to `removed` first. */
export const removeTreeAs = (
  files: FileSystem,
  path: string,
  removed: string,
): void => {
  rethrowAs(`${path} could not be removed`, path, () => {
    const status = files.status(path);
    const parent = dirname(path);
    if (status?.kind === "folder") {
      move(files, path, removed);
      // A rename that is lost after the first removal would show a folder with a hole.
      files.syncFolder(parent);
      removeAll(files, removed);
    } else if (status !== undefined) files.removeFile(path);
    else if (files.status(parent) === undefined) return;
    // Where nothing is, an earlier call may have removed it and failed here.
    files.syncFolder(parent);
  });
};

/**
 * Removes a file, a link, or a folder with all that is in it, for good; nothing may be there. A folder is renamed to
 * `.removed-NAME-…` first, so that a half-removed one is never taken for a whole one, not even after a power cut. Links
 * are removed, not followed.
 *
 * @throws {StorageError} when the file system fails; what is left of a folder then is a leftover
 */
export const removeTree = (files: FileSystem, path: string): void =>
  removeTreeAs(files, path, besideOf(path, "removed"));

/**
 * Removes what interrupted calls of this package have left in a folder: `.unfinished-…`, `.removed-…` and `.takeover-…`,
 * nothing else. Call it where nobody else is writing, such as under a lock. What a power cut brings back is worth as little,
 * and goes with the next call.
 *
 * @param dir  a folder, or nothing
 * @throws {StorageError} when the file system fails
 */
export const removeLeftovers = (files: FileSystem, dir: string): void => {
  rethrowAs(`The leftovers in ${dir} could not be removed`, dir, () => {
    if (files.status(dir) === undefined) return;
    for (const name of files.list(dir).filter(isLeftover))
      removeAll(files, join(dir, name));
  });
};
