/** @file A file that was not there before, on disk. */
import type { FileSystem } from "./file-system";
import { usingHandle } from "./using-handle";

/** Appends all bytes; one write may take only a part of them. */
export const writeAll = (
  files: FileSystem,
  handle: number,
  bytes: Uint8Array,
): void => {
  let done = 0;
  while (done < bytes.byteLength) {
    const count = files.write(
      handle,
      done === 0 ? bytes : bytes.subarray(done),
    );
    if (count <= 0)
      throw Object.assign(new Error("EIO: a write took nothing"), {
        code: "EIO",
      });
    done += count;
  }
};

/** Fills a file that was just made, and closes it; its bytes are on disk afterwards, its name is not. */
export const fillNewFile = (
  files: FileSystem,
  handle: number,
  parts: Iterable<Uint8Array>,
): void =>
  usingHandle(files, handle, () => {
    for (const part of parts) writeAll(files, handle, part);
    files.sync(handle);
  });

/** Makes a file of these parts; its bytes are on disk afterwards, its name is not. */
export const writeNewFile = (
  files: FileSystem,
  path: string,
  parts: Iterable<Uint8Array>,
): void => fillNewFile(files, files.open(path, "create"), parts);
