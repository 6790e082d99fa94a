/** @file That an open file is the one at its place in a folder, and a file at all. */
import { dirname, join } from "node:path";
import { codeOf } from "./error-words";
import { rethrowAs, StorageError, type Refusal } from "./errors";
import type { FileStatus, FileSystem, OpenMode } from "./file-system";
import { innerPath } from "./inner-name";
import { isInside } from "./path-inside";

/** A file inside a folder. */
export interface InnerFile {
  /** may come from anywhere; may be a link itself */
  readonly dir: string;
  /** path inside the folder; `/` separates */
  readonly name: string;
}

/** An error that refuses a file; `why` follows its path. */
export const refusal = (
  path: string,
  code: Refusal,
  why: string,
): StorageError => new StorageError(`The file ${path} ${why}`, { code, path });

const BEHIND_LINK = "put the file itself there.";

/** An error that refuses a link. */
export const linkRefusal = (path: string): StorageError =>
  refusal(path, "LINK", `is a link; ${BEHIND_LINK}`);

const checkWay = (folder: string, real: string, path: string, way: string) => {
  if (!isInside(folder, real))
    throw refusal(
      path,
      "OUTSIDE",
      `lies behind a link that leaves the folder; ${BEHIND_LINK}`,
    );
  if (real !== join(folder, way))
    throw refusal(path, "LINK", `lies behind a link; ${BEHIND_LINK}`);
};

/** Refuses a place behind a link, before a file is made there. */
export const checkFolderOf = (
  files: FileSystem,
  { dir, name }: InnerFile,
): void => {
  const path = join(dir, name);
  const real = files.realPath(dirname(path));
  checkWay(files.realPath(dir), real, path, dirname(name));
};

/**
 * Opens a file inside a folder.
 *
 * @param what  what cannot be done when it fails, such as `read`
 * @returns a handle; {@link checkOpened} is due
 * @throws {StorageError}
 */
export const openInner = (
  files: FileSystem,
  { dir, name }: InnerFile,
  mode: OpenMode,
  what: string,
): number => {
  const path = innerPath(dir, name);
  return rethrowAs(`The file ${path} could not be ${what}`, path, () => {
    try {
      return files.open(path, mode);
    } catch (cause) {
      if (codeOf(cause) === "ELOOP") throw linkRefusal(path);
      throw cause;
    }
  });
};

/**
 * Asks of the open file all that must hold before it is used: that it is the one at its place, with no link on the way from
 * the folder to it, and that it is a file. What happens to the names later changes nothing.
 *
 * @returns what is known of the open file
 * @throws {StorageError} LINK, OUTSIDE or NO_FILE
 */
export const checkOpened = (
  files: FileSystem,
  handle: number,
  { dir, name }: InnerFile,
): FileStatus => {
  const path = join(dir, name);
  const opened = files.statusOf(handle);
  const folder = files.realPath(dir);
  const real = files.realPath(path);
  checkWay(folder, real, path, name);
  if (files.status(real)?.id !== opened.id)
    throw refusal(path, "LINK", `lies behind a link; ${BEHIND_LINK}`);
  if (opened.kind !== "file")
    throw refusal(
      path,
      "NO_FILE",
      "is no file, but a folder, a pipe or a device.",
    );
  return opened;
};
