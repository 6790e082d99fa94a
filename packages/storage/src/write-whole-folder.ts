/** @file A folder that appears whole or not at all: filled beside its place, synced, renamed. */
import { dirname, resolve } from "node:path";
import { besideOf } from "./beside";
import { codeOf, wordsOf } from "./error-words";
import { discard } from "./discard";
import { rethrowAs, StorageError } from "./errors";
import type { FileSystem } from "./file-system";
import { innerPath } from "./inner-name";
import { makeFolders } from "./make-folders";
import { idAt, move } from "./move";
import { removeTreeAs } from "./remove-tree";
import { writeNewFile } from "./write-new-file";
import { syncPlace } from "./write-whole-file";

/** Writes one file into a folder that is being filled; `/` in its name makes folders. */
export type WriteInto = (name: string, parts: Iterable<Uint8Array>) => void;

/** What {@link writeWholeFolder} may do beside. */
export interface WholeFolderOptions {
  /**
   * Called when the new folder is complete, just before it takes its place; throws when what stands there must stay. With
   * it, a folder that stands there is moved aside as `.replaced-NAME-…`, put back when the new one cannot take its place,
   * and removed last. Absent: nothing may stand there.
   */
  readonly beforeReplacing?: () => void;
}

const fillAt = (
  files: FileSystem,
  dir: string,
  fill: (write: WriteInto) => void,
): void => {
  files.makeFolder(dir);
  const folders = new Set<string>();
  const makeUpTo = (folder: string): void => {
    if (folder === dir || folders.has(folder)) return;
    makeUpTo(dirname(folder));
    files.makeFolder(folder);
    folders.add(folder);
  };
  fill((name, parts) => {
    const path = innerPath(dir, name);
    makeUpTo(dirname(path));
    writeNewFile(files, path, parts);
  });
  // A name survives a power cut only once its folder is synced.
  for (const folder of folders) files.syncFolder(folder);
  files.syncFolder(dir);
};

/** Puts the old folder back, or says where it lies. */
const putBack = (
  files: FileSystem,
  replaced: string,
  dir: string,
  cause: unknown,
): void => {
  try {
    move(files, replaced, dir);
  } catch (error) {
    const code = codeOf(cause);
    if (code === undefined || codeOf(error) === undefined) throw error;
    throw new StorageError(
      `The new folder could not be put at ${dir} (${wordsOf(code)}), nor the one that was there put back; it lies in ${replaced}, rename it.`,
      { code, path: dir, cause },
    );
  }
};

/** Renames the complete folder to its place. @returns where what was there lies now */
const swap = (
  files: FileSystem,
  unfinished: string,
  dir: string,
): string | undefined => {
  const replaced =
    files.status(dir) === undefined ? undefined : besideOf(dir, "replaced");
  if (replaced !== undefined) move(files, dir, replaced);
  try {
    move(files, unfinished, dir);
  } catch (cause) {
    if (replaced !== undefined) putBack(files, replaced, dir, cause);
    throw cause;
  }
  return replaced;
};

const refuseWhatIsThere = (files: FileSystem, dir: string): void => {
  if (files.status(dir) !== undefined)
    throw new StorageError(
      `The folder ${dir} could not be written: ${wordsOf("EEXIST")}.`,
      { code: "EEXIST", path: dir },
    );
};

/** Removes the folder that was replaced, last of all. */
const removeReplaced = (
  files: FileSystem,
  replaced: string,
  dir: string,
): void => {
  const removed = besideOf(replaced, "removed");
  try {
    removeTreeAs(files, replaced, removed);
  } catch (error) {
    if (!(error instanceof StorageError)) throw error;
    const { code, cause } = error;
    const rest = idAt(files, removed) === undefined ? replaced : removed;
    throw new StorageError(
      `The folder ${dir} was written, but the old one in ${rest} could not be removed: ${wordsOf(code)}.`,
      { code, path: dir, cause, written: true },
    );
  }
};

/**
 * Writes a folder, which at every moment is absent or whole, also after a power cut; on return it is there for good. The
 * folders above it are made.
 *
 * @param place  where nothing is, or, with `beforeReplacing`, a folder to replace. Between the two renames of a
 *   replacement nothing is there; who is killed just then finds the old folder beside as `.replaced-NAME-…`
 * @param fill  writes the files, each name once
 * @throws {StorageError} when the file system fails, something is there, or a name leads out of the folder; what was begun
 *   is removed, and, unless the error is `written`, the place is as it was
 */
export const writeWholeFolder = (
  files: FileSystem,
  place: string,
  fill: (write: WriteInto) => void,
  { beforeReplacing }: WholeFolderOptions = {},
): void => {
  const dir = resolve(place);
  const check = beforeReplacing ?? (() => refuseWhatIsThere(files, dir));
  const unfinished = besideOf(dir, "unfinished");
  const what = `The folder ${dir} could not be written`;
  const replaced = rethrowAs(what, dir, () => {
    if (beforeReplacing === undefined) check();
    makeFolders(files, dirname(dir));
    try {
      fillAt(files, unfinished, fill);
      // Much may have happened since the caller looked.
      check();
      return swap(files, unfinished, dir);
    } catch (cause) {
      discard(files, unfinished);
      throw cause;
    }
  });
  const rest =
    replaced === undefined ? "" : `; the old one lies in ${replaced}`;
  syncPlace(files, dir, `The folder ${dir}`, rest);
  if (replaced !== undefined) removeReplaced(files, replaced, dir);
};
