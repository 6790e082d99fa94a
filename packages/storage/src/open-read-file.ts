/** @file A file of a folder that may come from anywhere, open to be read in parts. */
import { dirname, basename } from "node:path";
import { checkOpened, openInner } from "./check-opened";
import { rethrowAs } from "./errors";
import type { FileSystem } from "./file-system";
import { readOpened } from "./read-opened";

/** An open file that is only read. */
export interface ReadFile {
  /** Bytes that it had when it was opened; what is written afterwards is left out. */
  readonly size: number;
  /**
   * @param start  first byte
   * @param most  of bytes; fewer come only where the file ends
   * @throws {StorageError} when the file system fails
   */
  read(start: number, most: number): Uint8Array;
  close(): void;
}

/**
 * Opens a file as {@link readInside} does, to be read in parts.
 *
 * @param path  whose folder may be a link; the file itself may not
 * @throws {StorageError} ENOENT when it is absent; LINK or NO_FILE when it is refused; or when the file system fails
 */
export const openReadFile = (files: FileSystem, path: string): ReadFile => {
  const inner = { dir: dirname(path), name: basename(path) };
  const handle = openInner(files, inner, "read", "read");
  const reading = <T>(run: () => T): T =>
    rethrowAs(`The file ${path} could not be read`, path, run);
  return reading(() => {
    try {
      const { size } = checkOpened(files, handle, inner);
      return {
        size,
        read: (start, most) => {
          const length = Math.max(0, Math.min(most, size - start));
          return reading(() => readOpened(files, handle, length, start));
        },
        close: () => reading(() => files.close(handle)),
      };
    } catch (cause) {
      files.close(handle);
      throw cause;
    }
  });
};
