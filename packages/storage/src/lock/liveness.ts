/** @file Whether the holder of a lock still runs. */
import { placeOf, type FoundLock } from "./lock-holder";
import { isAlive, type IsAlive } from "./process-identity";

/** What tests, and programs with a clock or processes of their own, may want otherwise. */
export interface LockOptions {
  /** ms since 1970 */
  readonly now?: () => number;
  /** whether a process of this machine runs */
  readonly isAlive?: IsAlive;
  /** pid of the process that started this one and without which it is an orphan; absent: nobody waits for it. */
  readonly supervisor?: number;
  /**
   * a holder on another machine that has given no sign of life for longer than this, ms, is taken for dead; absent: never.
   * Far more than the machines' clocks differ, and than a holder may be silent
   */
  readonly leaseMs?: number;
}

/** Whether the holder of a lock runs; `unknown` when it is of another machine, or the lock does not say. */
export type Liveness = "yes" | "no" | "unknown";

/** Options without gaps. */
export type LockSettings = Required<Pick<LockOptions, "now" | "isAlive">> &
  Pick<LockOptions, "leaseMs">;

export const withDefaults = (options: LockOptions): LockSettings => ({
  now: options.now ?? Date.now,
  isAlive: options.isAlive ?? isAlive,
  leaseMs: options.leaseMs,
});

/** A lock that does not say who holds it belongs to nobody after this time without a change, ms. */
export const UNREADABLE_MS = 10_000;

/** A process that has not run since this machine was started gives no signs of life for longer than this, ms. */
const RECENT_MS = 600_000;

export const livenessOf = (
  { holder, touchedMs }: FoundLock,
  settings: LockSettings,
): Liveness => {
  const silentMs = settings.now() - touchedMs;
  if (holder === undefined) return silentMs > UNREADABLE_MS ? "no" : "unknown";
  const where = placeOf(holder);
  const { leaseMs = Infinity } = settings;
  if (where === "elsewhere") return silentMs > leaseMs ? "no" : "unknown";
  // Either it died with the machine, or it runs on another one of the same name.
  if (where === "before the last start")
    return silentMs > Math.min(RECENT_MS, leaseMs) ? "no" : "unknown";
  return settings.isAlive(holder.pid, holder.birth) ? "yes" : "no";
};
