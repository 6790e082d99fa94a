/** @file The errors of this package; each message is one sentence. */
import { codeOf, wordsOf } from "./error-words";

/** What the program that meets a {@link StorageError} may want to know. */
export interface StorageFailure {
  /** Code of the operating system, such as ENOSPC, or a {@link Refusal}. */
  readonly code: string;
  /** Of the file or folder that was to be written or read. */
  readonly path: string;
  /** What the file system threw. */
  readonly cause?: unknown;
  /**
   * Whether the new content is at its place all the same: only that it survives a power cut is not known, because the
   * folder could not be synced, or the folder that it replaced could not be removed. Absent: false.
   */
  readonly written?: boolean;
}

/**
 * Why a file of somebody else's is not read, where no operating system says so:
 *
 * - `LINK`: it is a link, or behind one
 * - `OUTSIDE`: behind a link that leaves the folder
 * - `BAD_NAME`: the name is no path inside the folder
 * - `NO_FILE`: a folder, a pipe or a device
 * - `TOO_LONG`, `TOO_SHORT`: of another size than expected
 * - `NO_JSON`: no JSON object, or one that no program writes
 * - `HARD_LINK`: the file has other names, under which writing would change it too
 */
export type Refusal =
  | "LINK"
  | "OUTSIDE"
  | "BAD_NAME"
  | "NO_FILE"
  | "TOO_LONG"
  | "TOO_SHORT"
  | "NO_JSON"
  | "HARD_LINK";

/** A file or folder that could not be written or read: what, where and why. */
export class StorageError extends Error {
  override readonly name = "StorageError";
  readonly code: string;
  readonly path: string;
  readonly written: boolean;

  /** @param message one sentence */
  constructor(message: string, failure: StorageFailure) {
    super(message, { cause: failure.cause });
    this.code = failure.code;
    this.path = failure.path;
    this.written = failure.written ?? false;
  }
}

/**
 * Whether an operating system says that something failed, by a {@link StorageError} or a copy of one from another process; a
 * {@link Refusal} to read what a stranger has put there is no failure of the disk.
 */
export const isDiskFailure = (error: unknown): error is StorageError =>
  error instanceof Error &&
  error.name === "StorageError" &&
  /^E[A-Z0-9]+$/.test(codeOf(error) ?? "");

/**
 * Runs operations of a file system; what it throws becomes a {@link StorageError} that begins with `what`. Errors that are
 * no file system's pass, and so do those that say what happened already.
 *
 * @param what  such as `The file a.json could not be written`
 * @param path  the file or folder of which `what` speaks
 */
export const rethrowAs = <T>(what: string, path: string, run: () => T): T => {
  try {
    return run();
  } catch (cause) {
    const code = codeOf(cause);
    if (cause instanceof StorageError || code === undefined) throw cause;
    throw new StorageError(`${what}: ${wordsOf(code)}.`, { code, path, cause });
  }
};
