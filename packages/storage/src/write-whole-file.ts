/** @file A file that is replaced whole or not at all: written beside its place, synced, renamed. */
import { dirname } from "node:path";
import { besideOf } from "./beside";
import { codeOf, wordsOf } from "./error-words";
import { discard } from "./discard";
import { rethrowAs, StorageError } from "./errors";
import type { FileSystem } from "./file-system";
import { move } from "./move";
import { writeNewFile } from "./write-new-file";

/**
 * Syncs a folder after a rename into it; what fails now leaves the new content in place.
 *
 * @param what  such as `The file a.json`
 * @param rest  what else is to be known then, to end the sentence
 */
export const syncPlace = (
  files: FileSystem,
  path: string,
  what: string,
  rest = "",
): void => {
  try {
    files.syncFolder(dirname(path));
  } catch (cause) {
    const code = codeOf(cause);
    if (code === undefined) throw cause;
    throw new StorageError(
      `${what} was written, but is not known to be durable: ${wordsOf(code)}${rest}.`,
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
  rethrowAs(`The file ${path} could not be written`, path, () => {
    try {
      writeNewFile(files, unfinished, parts);
      move(files, unfinished, path);
    } catch (cause) {
      discard(files, unfinished);
      throw cause;
    }
  });
  syncPlace(files, path, `The file ${path}`);
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
