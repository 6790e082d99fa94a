/** @file Holds a run folder for this process, and gives signs of life meanwhile. */
import {
  acquireLock,
  LockLostError,
  type LockOptions,
  type RunLock,
} from "@trm/storage";
import type { RunPlace } from "./checkpoint";
import { runPaths } from "./run-folder";

/** Time between signs of life: far less than anybody waits before taking a holder for gone. */
const SIGN_OF_LIFE_MS = 5000;

/** A step may take less than looking at the lock does. */
const CHECK_MS = 1000;

/** A run folder that nobody else writes to. Once it was found to be another's, it stays so. */
export interface HeldRun extends Pick<
  RunLock,
  "check" | "release" | "takenFrom"
> {
  /**
   * As `check`, but looks at the lock only where the last look is a second ago: for what is written often.
   *
   * @throws {LockLostError} when the lock is known to be lost
   */
  checkNowAndThen(): void;
}

class Holding implements HeldRun {
  readonly takenFrom: RunLock["takenFrom"];
  private readonly timer: NodeJS.Timeout;
  private lost: LockLostError | undefined;
  private checkedAt = performance.now();

  constructor(private readonly lock: RunLock) {
    this.takenFrom = lock.takenFrom;
    this.timer = setInterval(() => this.giveSign(), SIGN_OF_LIFE_MS).unref();
  }

  check(): void {
    this.looking(() => this.lock.check());
  }

  checkNowAndThen(): void {
    const isDue = performance.now() - this.checkedAt >= CHECK_MS;
    if (isDue || this.lost) this.check();
  }

  release(): void {
    clearInterval(this.timer);
    this.lock.release();
  }

  private looking(look: () => void): void {
    if (this.lost) throw this.lost;
    try {
      look();
    } catch (error) {
      if (error instanceof LockLostError) this.lost = error;
      throw error;
    }
    this.checkedAt = performance.now();
  }

  private giveSign(): void {
    try {
      this.looking(() => this.lock.touch());
    } catch {
      // The next check says that the lock is lost; a disk that fails may only have missed a sign.
    }
  }
}

/**
 * Locks a run folder.
 *
 * @param options of the lock
 * @throws {RunLockedError} when another process holds it
 * @throws {StorageError} when the disk fails
 */
export const holdRun = (
  { files, dir }: RunPlace,
  options?: LockOptions,
): HeldRun => new Holding(acquireLock(files, runPaths(dir).lock, options));
