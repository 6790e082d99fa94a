/** @file A rename that is believed by what it has done. */
import type { FileSystem } from "./file-system";

/** Identity of what is at a path; undefined where nothing is, or where nobody can say. */
export const idAt = (files: FileSystem, path: string): string | undefined => {
  try {
    return files.status(path)?.id;
  } catch {
    return undefined;
  }
};

/** Renames. A file system behind a network can report a failure of what it has done; whether it has is looked at then. */
export const move = (files: FileSystem, from: string, to: string): void => {
  const id = files.status(from)?.id;
  try {
    files.rename(from, to);
  } catch (cause) {
    if (id === undefined || idAt(files, to) !== id) throw cause;
  }
};
