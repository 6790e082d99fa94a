/** @file A run whose command is gone while its process still finishes the step: the next one waits for it. */
import { nodeFileSystem, readLock, type RunLockedError } from "@trm/storage";
import { setTimeout as pause } from "node:timers/promises";

/** How to wait. */
export interface LockWait {
  readonly stop: AbortSignal;
  readonly say: (words: string) => void;
  /** ms; a minute if absent */
  readonly mostMs?: number;
  /** ms between two looks at the lock; half a second if absent */
  readonly everyMs?: number;
}

/** Whether an error says that the run is held by a process of this machine whose command is gone. */
const isOrphan = (
  error: unknown,
): error is RunLockedError & { readonly pid: number } =>
  error instanceof Error &&
  error.name === "RunLockedError" &&
  "supervisorAlive" in error &&
  error.supervisorAlive === false &&
  "pid" in error;

/** Whether the process still holds the lock. */
function isHeld({ path, pid }: RunLockedError): boolean {
  const holder = readLock(nodeFileSystem, path);
  return holder !== undefined && holder.pid === pid && holder.alive !== "no";
}

/**
 * Opens a run; where only a process holds it that ends by itself soon, waits for that and opens it then.
 * @param attempt opens the run; called again after it threw RunLockedError, once the lock is free or the wait was in vain
 * @returns what the attempt gives; undefined when the signal came while it waited
 * @throws what the attempt throws for any other reason, or still after the wait
 */
export async function waitForLock<T>(
  { stop, say, mostMs = 60_000, everyMs = 500 }: LockWait,
  attempt: () => Promise<T>,
): Promise<T | undefined> {
  const until = performance.now() + mostMs;
  for (let said = false; ; said = true) {
    let locked: RunLockedError;
    try {
      return await attempt();
    } catch (error) {
      if (!isOrphan(error) || performance.now() >= until) throw error;
      locked = error;
    }
    if (!said)
      say(
        `Process ${locked.pid}, whose command is gone, finishes its step in this run; waiting for it, up to ${Math.round(mostMs / 1000)} s.`,
      );
    // To open a run takes an engine and more; to look at its lock takes nothing.
    do {
      await pause(everyMs, undefined, { signal: stop }).catch(() => undefined);
      if (stop.aborted) return undefined;
    } while (isHeld(locked) && performance.now() < until);
  }
}
