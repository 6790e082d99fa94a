/** @file Bytes of an open file, all that are asked for. */
import type { FileSystem } from "./file-system";

/**
 * The bytes of an open file, fewer than asked for when it ends earlier.
 *
 * @param size  bytes; so much memory is reserved
 * @param start  first byte
 */
export const readOpened = (
  files: FileSystem,
  handle: number,
  size: number,
  start = 0,
): Uint8Array => {
  // A plain Uint8Array: the slices of a Node Buffer would share its memory.
  const bytes = new Uint8Array(size);
  let done = 0;
  while (done < size) {
    const count = files.read(handle, bytes.subarray(done), start + done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
};
