/** @file Removes what was begun and will not be finished. */
import type { FileSystem } from "./file-system";
import { removeAll } from "./remove-tree";

/**
 * Removes what is there, where that is possible. Called when something else has gone wrong, which is what the reader must
 * hear of; what stays has a name that says that it is worth nothing.
 */
export const discard = (files: FileSystem, path: string): void => {
  try {
    if (files.status(path) !== undefined) removeAll(files, path);
  } catch {
    // `removeLeftovers` removes it.
  }
};
