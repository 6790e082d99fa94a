/** @file Looks at a lock without taking it. */
import { rethrowAs } from "../errors";
import type { FileSystem } from "../file-system";
import {
  livenessOf,
  withDefaults,
  type Liveness,
  type LockOptions,
} from "./liveness";
import { findLock, type LockHolder } from "./lock-holder";

/** Who holds a lock, and whether it runs. */
export type LockState = LockHolder & {
  readonly alive: Liveness;
  /** last sign of life, ms since 1970 */
  readonly touchedMs: number;
};

/**
 * Who holds a lock.
 *
 * @returns undefined when nobody does, or when the file does not say who
 * @throws {StorageError} when the file system fails
 */
export const readLock = (
  files: FileSystem,
  path: string,
  options: Omit<LockOptions, "supervisor"> = {},
): LockState | undefined => {
  const found = rethrowAs(`The lock ${path} could not be read`, path, () =>
    findLock(files, path),
  );
  if (found?.holder === undefined) return undefined;
  const { holder, touchedMs } = found;
  return {
    ...holder,
    touchedMs,
    alive: livenessOf(found, withDefaults(options)),
  };
};
