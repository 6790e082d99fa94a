/** @file A file that is replaced whole or not at all: written beside its place, synced, renamed. */
import { dirname } from "node:path";
import { besideOf } from "./beside";
import { codeOf, wordsOf } from "./error-words";
import { saying, StorageError } from "./errors";
import type { FileSystem } from "./file-system";
import { writeNewFile } from "./write-new-file";

/** Removes what was begun, and throws what went wrong; the latter is what the reader must hear of. */
const giveUp = (files: FileSystem, begun: string, cause: unknown): never => {
  try {
    if (files.status(begun) !== undefined) files.removeFile(begun);
  } catch {
    // The name says that it is unfinished; `removeLeftovers` removes it.
  }
  throw cause;
};

/** Syncs a folder after a rename into it; what fails now leaves the new content in place. */
export const syncPlace = (
  files: FileSystem,
  path: string,
  kind: "file" | "folder",
): void => {
  try {
    files.syncFolder(dirname(path));
  } catch (cause) {
    const code = codeOf(cause);
    if (code === undefined) throw cause;
    throw new StorageError(
      `The ${kind} ${path} was written, but is not known to be durable: ${wordsOf(code)}.`,
      { code, path, cause, written: true },
    );
  }
};

/**
 * Writes a file, which has its old content or all of the new one at every moment, also after a power cut; on return it has
 * the new one for good. A link at the place is replaced itself.
 *
 * @param path  in a folder that is there
 * @param parts  bytes, written one after the other without being joined in memory
 * @throws {StorageError} when the file system fails; the file then has its old content, or, with `written`, the new one
 */
export const writeWholeFile = (
  files: FileSystem,
  path: string,
  parts: Iterable<Uint8Array>,
): void => {
  const unfinished = besideOf(path, "unfinished");
  saying(`The file ${path} could not be written`, path, () => {
    try {
      writeNewFile(files, unfinished, parts);
      files.rename(unfinished, path);
    } catch (cause) {
      giveUp(files, unfinished, cause);
    }
  });
  syncPlace(files, path, "file");
};

/**
 * Writes a value as JSON, indented, with a newline at the end; otherwise as {@link writeWholeFile}.
 *
 * @param value  plain data
 */
export const writeWholeJson = (
  files: FileSystem,
  path: string,
  value: unknown,
): void => {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  writeWholeFile(files, path, [new TextEncoder().encode(text)]);
};
