/** @file A lock that is a file: one process at a time, also when the one before it has died. */
import { rethrowAs } from "../errors";
import type { FileSystem } from "../file-system";
import { Contender } from "./contender";
import { LockLostError } from "./errors";
import { withDefaults, type LockOptions } from "./liveness";
import { findLock, ownHolder, type LockHolder } from "./lock-holder";

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

class HeldLock implements RunLock {
  constructor(
    private readonly files: FileSystem,
    private readonly path: string,
    private readonly token: string,
    readonly takenFrom: LockHolder | undefined,
  ) {}

  touch(): void {
    this.check();
    this.rethrowAs("touched", () => this.files.touch(this.path));
  }

  check(): void {
    const found = this.rethrowAs("read", () => findLock(this.files, this.path));
    if (found?.holder?.token !== this.token)
      throw new LockLostError(this.path, found?.holder);
  }

  release(): void {
    this.rethrowAs("removed", () => {
      const found = findLock(this.files, this.path);
      if (found?.holder?.token === this.token) this.files.removeFile(this.path);
    });
  }

  private rethrowAs<T>(what: string, run: () => T): T {
    const { path } = this;
    return rethrowAs(`The lock ${path} could not be ${what}`, path, run);
  }
}

/**
 * Takes a lock: makes the file, or takes it over from a process of this machine that has died. It says who holds it, and
 * its modification time is the holder's last sign of life. The lock of another machine, or of another container, is
 * taken over only by whoever gives `leaseMs`, once its holder has been silent for longer: nobody can see from here whether
 * it runs. One that does finds its lock lost.
 *
 * Of those who take over from one dead holder, whatever they do meanwhile, one gets it.
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
  const contender = new Contender(files, path, own, settings);
  const dead = rethrowAs(`The lock ${path} could not be taken`, path, () =>
    contender.take(),
  );
  return new HeldLock(files, path, own.token, dead?.holder);
};
