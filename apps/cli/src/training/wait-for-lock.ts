/** @file A run whose command is gone while its process still finishes the step: the next one waits for it. */
import { setTimeout as pause } from "node:timers/promises";

/** How to wait. */
export interface LockWait {
  readonly stop: AbortSignal;
  readonly say: (words: string) => void;
  /** ms; a minute if absent */
  readonly mostMs?: number;
  /** ms between two tries; half a second if absent */
  readonly everyMs?: number;
}

/** Whether an error says that the run is held by a process of this machine whose command is gone. */
const isOrphan = (error: unknown): error is Error & { pid: number } =>
  error instanceof Error &&
  error.name === "RunLockedError" &&
  "supervisorAlive" in error &&
  error.supervisorAlive === false &&
  "pid" in error;

/**
 * Tries until the run is free, for as long as only a process holds it that ends by itself soon.
 * @param attempt opens the run; may be called again after it threw RunLockedError
 * @returns what the attempt gives; undefined when the signal came while it waited
 * @throws what the attempt throws for any other reason, or still after the wait
 */
export async function waitForLock<T>(
  { stop, say, mostMs = 60_000, everyMs = 500 }: LockWait,
  attempt: () => Promise<T>,
): Promise<T | undefined> {
  const until = performance.now() + mostMs;
  for (let said = false; ; said = true) {
    try {
      return await attempt();
    } catch (error) {
      if (!isOrphan(error) || performance.now() >= until) throw error;
      if (!said)
        say(
          `Process ${error.pid}, whose command is gone, finishes its step in this run; waiting for it, up to ${Math.round(mostMs / 1000)} s.`,
        );
    }
    await pause(everyMs, undefined, { signal: stop }).catch(() => undefined);
    if (stop.aborted) return undefined;
  }
}
