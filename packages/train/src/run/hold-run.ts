/** @file Holds a run folder for this process, and gives signs of life meanwhile. */
import { acquireLock, type LockOptions, type RunLock } from "@trm/storage";
import type { RunPlace } from "./checkpoint";
import { runPaths } from "./run-folder";

/** Time between signs of life: far less than anybody waits before taking a holder for gone. */
const SIGN_OF_LIFE_MS = 5000;

/** A run folder that nobody else writes to. */
export type HeldRun = Pick<RunLock, "check" | "release" | "takenFrom">;

/**
 * Locks a run folder.
 *
 * @param options of the lock
 * @throws {RunLockedError} when another process holds it
 * @throws {StorageError} when the disk fails
 */
export function holdRun(
  { files, dir }: RunPlace,
  options?: LockOptions,
): HeldRun {
  const lock = acquireLock(files, runPaths(dir).lock, options);
  const timer = setInterval(() => {
    try {
      lock.touch();
    } catch {
      // A lost lock, or a disk that fails, stops the run at its next checkpoint.
    }
  }, SIGN_OF_LIFE_MS);
  timer.unref();
  return {
    takenFrom: lock.takenFrom,
    check: () => lock.check(),
    release: () => {
      clearInterval(timer);
      lock.release();
    },
  };
}
