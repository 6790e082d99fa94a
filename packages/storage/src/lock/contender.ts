/** @file A process that wants a lock. */
import { createHash } from "node:crypto";
import { besideOf } from "../beside";
import { discard } from "../discard";
import { codeOf } from "../error-words";
import { StorageError } from "../errors";
import type { FileSystem } from "../file-system";
import { move } from "../move";
import { fillNewFile } from "../write-new-file";
import { RunLockedError } from "./errors";
import { livenessOf, UNREADABLE_MS, type LockSettings } from "./liveness";
import {
  encodeHolder,
  findLock,
  type FoundLock,
  type LockHolder,
} from "./lock-holder";
import { isBirthKnown } from "./process-identity";

/** Each is another's success, or a pause. */
const MOST_ATTEMPTS = 10;
/** For whoever has made a lock and is about to fill it, ms. */
const PAUSE_MS = 30;
/** Whoever takes longer to fill a lock makes sure that nobody has taken it for dead meanwhile; well below that, ms. */
const SLOW_MS = UNREADABLE_MS / 2;

const pause = (): void => {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
};

/** The right to replace one dead lock: a lock itself, whose name follows from the dead one's token. */
const claimOf = (path: string, key: string): string =>
  besideOf(
    path,
    "takeover",
    createHash("sha256").update(key).digest("hex").slice(0, 8),
  );

/**
 * Wants a lock for one holder.
 *
 * Only whoever holds the claim to a dead lock replaces it, after it has looked, with the claim in hand, whether the dead one
 * is still there. A token never comes back, so that nobody replaces a lock twice however long it stands still in between;
 * the claim of one who died is taken over like any other lock, under a claim of its own.
 */
export class Contender {
  constructor(
    private readonly files: FileSystem,
    private readonly lock: string,
    private readonly own: LockHolder,
    private readonly settings: LockSettings,
  ) {}

  /**
   * Takes the lock, or a claim.
   *
   * @returns the dead lock in whose place it is, if there was one
   * @throws {RunLockedError} when another process holds it
   */
  take(path = this.lock): FoundLock | undefined {
    let found: FoundLock | undefined;
    for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
      if (this.make(path)) return undefined;
      found = findLock(this.files, path);
      if (found === undefined) continue;
      const alive = livenessOf(found, this.settings);
      if (alive === "no") {
        if (this.replace(path, found)) return found;
      } else if (found.holder === undefined) pause();
      else break;
    }
    throw found === undefined ? this.busy() : this.lockedBy(path, found);
  }

  /** @returns whether nobody held the lock */
  private make(path: string): boolean {
    const { files, settings } = this;
    const began = settings.now();
    let handle: number;
    try {
      handle = files.open(path, "create");
    } catch (cause) {
      if (codeOf(cause) === "EEXIST") return false;
      throw cause;
    }
    try {
      fillNewFile(files, handle, [encodeHolder(this.own)]);
      if (settings.now() - began < SLOW_MS) return this.isOwn(path);
      return this.isStillOwn(path);
    } catch (cause) {
      this.discardOwn(path);
      throw cause;
    }
  }

  private isOwn(path: string): boolean {
    const { token } = this.own;
    return findLock(this.files, path)?.holder?.token === token;
  }

  /** Whether a lock that was empty for long is the own one: with the claim in hand, so that nobody is about to replace it. */
  private isStillOwn(path: string): boolean {
    const found = findLock(this.files, path);
    if (found?.holder?.token !== this.own.token) return false;
    const claim = claimOf(path, found.id);
    this.take(claim);
    try {
      return this.isOwn(path);
    } finally {
      this.discardOwn(claim);
    }
  }

  /** Removes what this process has made, unless it is another's by now; whoever finds its empty file removed begins again. */
  private discardOwn(path: string): void {
    try {
      const holder = findLock(this.files, path)?.holder;
      if (holder === undefined || holder.token === this.own.token)
        discard(this.files, path);
    } catch {
      // It says whose it is, or nothing, which others do not wait for long.
    }
  }

  /** @returns whether the lock is the own one; otherwise it is not the dead one's any more */
  private replace(path: string, dead: FoundLock): boolean {
    const claim = claimOf(path, dead.holder?.token ?? dead.id);
    this.take(claim);
    try {
      if (findLock(this.files, path)?.mark === dead.mark) {
        // The claim says already what the lock is to say.
        move(this.files, claim, path);
        return true;
      }
    } catch (cause) {
      this.discardOwn(claim);
      // Gone: somebody has the lock, and has cleared up.
      if (codeOf(cause) !== "ENOENT") throw cause;
      return false;
    }
    this.discardOwn(claim);
    return false;
  }

  private lockedBy(path: string, found: FoundLock): RunLockedError {
    const { holder, touchedMs } = found;
    const { settings } = this;
    const alive = livenessOf(found, settings);
    const supervisor = alive === "yes" ? holder?.supervisor : undefined;
    return new RunLockedError({
      // Whoever runs and holds the claim is about to hold the lock.
      path: alive === "yes" ? this.lock : path,
      holder,
      alive,
      sinceMs: settings.now() - touchedMs,
      isPidSure: isBirthKnown(holder?.birth),
      supervisorAlive:
        supervisor === undefined ? undefined : settings.isAlive(supervisor),
    });
  }

  private busy(): StorageError {
    return new StorageError(
      `The lock ${this.lock} could not be taken, since others take it and give it back all the time; try again.`,
      { code: "EBUSY", path: this.lock },
    );
  }
}
