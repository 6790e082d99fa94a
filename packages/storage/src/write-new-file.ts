/** @file A file that was not there before, on disk. */
import type { FileSystem } from "./file-system";

/** Appends all bytes; one write may take only a part of them. */
export const writeAll = (
  files: FileSystem,
  handle: number,
  bytes: Uint8Array,
): void => {
  for (let done = 0; done < bytes.byteLength;)
    done += files.write(handle, done === 0 ? bytes : bytes.subarray(done));
};

/** Fills a file that was just made, and closes it; its bytes are on disk afterwards, its name is not. */
export const fillNewFile = (
  files: FileSystem,
  handle: number,
  parts: Iterable<Uint8Array>,
): void => {
  try {
    for (const part of parts) writeAll(files, handle, part);
    files.sync(handle);
  } finally {
    files.close(handle);
  }
};

/** Makes a file of these parts; its bytes are on disk afterwards, its name is not. */
export const writeNewFile = (
  files: FileSystem,
  path: string,
  parts: Iterable<Uint8Array>,
): void => fillNewFile(files, files.open(path, "create"), parts);
