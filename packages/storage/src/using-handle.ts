/** @file What is done with an open file, and its closing. */
import type { FileSystem } from "./file-system";

/** Runs something with an open file, and closes that; when both fail, the first error is what the caller must hear of. */
export const usingHandle = <T>(
  files: FileSystem,
  handle: number,
  run: () => T,
): T => {
  let result: T;
  try {
    result = run();
  } catch (cause) {
    closeQuietly(files, handle);
    throw cause;
  }
  files.close(handle);
  return result;
};

/** Closes an open file after something else has gone wrong. */
export const closeQuietly = (files: FileSystem, handle: number): void => {
  try {
    files.close(handle);
  } catch {
    // Nothing more can be done with it.
  }
};
