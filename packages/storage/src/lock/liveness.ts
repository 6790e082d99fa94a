/** @file Whether the holder of a lock still runs. */
import { UNREADABLE_MS } from "./errors";
import { isOfThisMachine, type FoundLock } from "./lock-holder";
import { isAlive, type IsAlive } from "./process-identity";

/** What tests, and programs with a clock or processes of their own, may want otherwise. */
export interface LockOptions {
  /** ms since 1970 */
  readonly now?: () => number;
  /** whether a process of this machine runs */
  readonly isAlive?: IsAlive;
  /** How long a takeover waits before it looks whether another was faster, ms; 200 when absent. */
  readonly settleMs?: number;
  /** pid of the process that started this one and without which it is an orphan; absent: nobody waits for it. */
  readonly supervisor?: number;
}

/** Whether the holder of a lock runs; `unknown` when it is of another machine, or the lock does not say. */
export type Liveness = "yes" | "no" | "unknown";

/** Options without gaps. */
export type LockSettings = Required<Omit<LockOptions, "supervisor">>;

export const withDefaults = (options: LockOptions): LockSettings => ({
  now: options.now ?? Date.now,
  isAlive: options.isAlive ?? isAlive,
  settleMs: options.settleMs ?? 200,
});

export const livenessOf = (
  { holder, touchedMs }: FoundLock,
  settings: LockSettings,
): Liveness => {
  if (holder === undefined)
    return settings.now() - touchedMs > UNREADABLE_MS ? "no" : "unknown";
  if (!isOfThisMachine(holder)) return "unknown";
  return settings.isAlive(holder.pid, holder.birth) ? "yes" : "no";
};
