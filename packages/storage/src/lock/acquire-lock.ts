/** @file A lock that is a file: one process at a time, also when the one before it has died. */
import { besideOf } from "../beside";
import { codeOf } from "../error-words";
import { saying } from "../errors";
import type { FileSystem } from "../file-system";
import { fillNewFile, writeNewFile } from "../write-new-file";
import { LockLostError, RunLockedError } from "./errors";
import {
  livenessOf,
  withDefaults,
  type LockOptions,
  type LockSettings,
} from "./liveness";
import {
  encodeHolder,
  findLock,
  ownHolder,
  type FoundLock,
  type LockHolder,
} from "./lock-holder";

/** A lock that this process holds. */
export interface RunLock {
  /** The dead holder from which the lock was taken over. */
  readonly takenFrom?: LockHolder;
  /**
   * Gives a sign of life.
   *
   * @throws {LockLostError} as {@link RunLock.check}
   */
  touch(): void;
  /**
   * To be called before anything is changed that the lock protects.
   *
   * @throws {LockLostError} when the file is gone or says another holder
   */
  check(): void;
  /** Gives the lock back; one that was lost stays as it is. */
  release(): void;
}

/** Each is a wait of `settleMs`, or another's success. */
const MOST_ATTEMPTS = 10;

const wait = (ms: number): void => {
  if (ms > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
};

const lockedBy = (
  path: string,
  found: FoundLock,
  settings: LockSettings,
): RunLockedError => {
  const { holder, touchedMs } = found;
  const sameHost = livenessOf(found, settings) === "yes";
  const supervisor = sameHost ? holder?.supervisor : undefined;
  return new RunLockedError({
    path,
    holder,
    sinceMs: Math.max(0, settings.now() - touchedMs),
    sameHost,
    supervisorAlive:
      supervisor === undefined ? undefined : settings.isAlive(supervisor),
  });
};

/** Removes a file of ours, where that is possible; what went wrong first is what the caller must hear of. */
const discard = (files: FileSystem, path: string): void => {
  try {
    files.removeFile(path);
  } catch {
    // It says that it is unfinished, or whose it is.
  }
};

/** @returns whether nobody held the lock */
const make = (files: FileSystem, path: string, own: LockHolder): boolean => {
  let handle: number;
  try {
    handle = files.open(path, "create");
  } catch (cause) {
    if (codeOf(cause) === "EEXIST") return false;
    throw cause;
  }
  try {
    fillNewFile(files, handle, [encodeHolder(own)]);
    return true;
  } catch (cause) {
    discard(files, path);
    throw cause;
  }
};

/**
 * Puts the own lock in place of a dead one, unless that has changed. Two may do so at once; the later one has it, and the
 * earlier one finds out when it looks again.
 *
 * @returns whether the lock is the own one
 */
const replace = (
  files: FileSystem,
  path: string,
  { own, dead }: { own: LockHolder; dead: FoundLock },
  settleMs: number,
): boolean => {
  const unfinished = besideOf(path, "unfinished");
  try {
    writeNewFile(files, unfinished, [encodeHolder(own)]);
    if (findLock(files, path)?.mark !== dead.mark) {
      files.removeFile(unfinished);
      return false;
    }
    files.rename(unfinished, path);
  } catch (cause) {
    discard(files, unfinished);
    throw cause;
  }
  wait(settleMs);
  return findLock(files, path)?.holder?.token === own.token;
};

/** @returns the dead holder, if there was one */
const take = (
  files: FileSystem,
  path: string,
  own: LockHolder,
  settings: LockSettings,
): LockHolder | undefined => {
  for (let attempt = 1; ; attempt++) {
    if (make(files, path, own)) return undefined;
    const found = findLock(files, path);
    if (found === undefined) continue;
    const liveness = livenessOf(found, settings);
    const isBegun = found.holder === undefined && liveness === "unknown";
    if (attempt > MOST_ATTEMPTS || (liveness !== "no" && !isBegun))
      throw lockedBy(path, found, settings);
    if (isBegun) wait(settings.settleMs);
    else if (replace(files, path, { own, dead: found }, settings.settleMs))
      return found.holder;
  }
};

class HeldLock implements RunLock {
  constructor(
    private readonly files: FileSystem,
    private readonly path: string,
    private readonly token: string,
    readonly takenFrom: LockHolder | undefined,
  ) {}

  touch(): void {
    this.check();
    this.saying("touched", () => this.files.touch(this.path));
  }

  check(): void {
    const found = this.saying("read", () => findLock(this.files, this.path));
    if (found?.holder?.token !== this.token)
      throw new LockLostError(this.path, found?.holder);
  }

  release(): void {
    this.saying("removed", () => {
      const found = findLock(this.files, this.path);
      if (found?.holder?.token === this.token) this.files.removeFile(this.path);
    });
  }

  private saying<T>(what: string, run: () => T): T {
    const { path } = this;
    return saying(`The lock ${path} could not be ${what}`, path, run);
  }
}

/**
 * Takes a lock: makes the file, or takes it over from a process of this machine that has died. It says who holds it, and
 * its modification time is the holder's last sign of life. The lock of another machine, or of another container, is
 * never taken over, since nobody can see from here whether its holder runs.
 *
 * Two that take over from one dead holder at the same moment see each other after `settleMs`; should one of them stand
 * still for longer just between looking and renaming, the other finds out at its next {@link RunLock.check}.
 *
 * @param path  in a folder that is there
 * @throws {RunLockedError} when another process holds it
 * @throws {StorageError} when the file system fails
 */
export const acquireLock = (
  files: FileSystem,
  path: string,
  options: LockOptions = {},
): RunLock => {
  const settings = withDefaults(options);
  const own = ownHolder(settings.now(), options.supervisor);
  const takenFrom = saying(`The lock ${path} could not be taken`, path, () =>
    take(files, path, own, settings),
  );
  return new HeldLock(files, path, own.token, takenFrom);
};
