/** @file A folder that appears whole or not at all, and what it may replace. */
import {
  type FileSystem,
  nodeFileSystem,
  writeWholeFolder as writeFolder,
} from "@trm/storage";
import { checkPlace } from "./check-place";

/** Files by path inside the folder; `/` separates. */
export type FolderFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Writes a folder, which appears once all of it is on disk. One that is there already is moved aside first and removed
 * last; it is put back when the new one cannot take its place. Between the two renames nothing is at the place: whoever
 * is killed there leaves the old folder whole as `.replaced-NAME-…` beside it, and the new one as `.unfinished-NAME-…`.
 *
 * @param place  a path at which nothing is, or a folder to replace
 * @param force  as in {@link checkPlace}
 * @throws {ModelFolderError} as {@link checkPlace}
 * @throws {StorageError} when the file system fails; says so when what was there could not be put back
 */
export const writeWholeFolder = (
  place: string,
  files: FolderFiles,
  force: boolean,
  system: FileSystem = nodeFileSystem,
): void => {
  writeFolder(
    system,
    place,
    (write) => {
      for (const [name, bytes] of files) write(name, [bytes]);
    },
    // Much may have happened since the first time.
    { beforeReplacing: () => checkPlace(place, force) },
  );
};
