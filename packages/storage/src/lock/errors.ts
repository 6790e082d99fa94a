/** @file The errors of locks; each message is one sentence. */
import type { LockHolder } from "./lock-holder";

const UNITS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
] as const;

/** A duration as people say it: `3 minutes`. */
const inWords = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [unit, length] = UNITS.find(([, size]) => seconds >= size) ?? UNITS[3];
  const count = Math.floor(seconds / length);
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
};

/** What a {@link RunLockedError} knows. */
export interface LockedBy {
  /** of the lock */
  readonly path: string;
  /** absent when the lock does not say */
  readonly holder?: LockHolder;
  /** ms since the holder's last sign of life */
  readonly sinceMs: number;
  /** whether the holder is a process of this machine, and seen to run */
  readonly sameHost: boolean;
  /** Whether the process that had started the holder still runs; undefined where that cannot be seen. */
  readonly supervisorAlive?: boolean;
}

const sentenceOf = (by: LockedBy): string => {
  const { path, holder, sameHost } = by;
  const ago = `${inWords(by.sinceMs)} ago`;
  if (holder === undefined)
    return `The lock ${path} was made ${ago} and does not say by whom; try again in ${inWords(UNREADABLE_MS)}.`;
  const sign = `which gave its last sign of life ${ago}`;
  if (!sameHost)
    return `The lock ${path} is held by process ${holder.pid} of ${holder.host}, ${sign} and cannot be seen from here; if it is gone, delete ${path}.`;
  const orphaned =
    by.supervisorAlive === false
      ? `, though process ${holder.supervisor ?? 0}, which had started it, is gone`
      : "";
  return `The lock ${path} is held by process ${holder.pid} of this machine, ${sign}${orphaned}; wait for it, or end it with \`kill ${holder.pid}\`.`;
};

/** A lock that does not say who holds it belongs to nobody after this time without a change. */
export const UNREADABLE_MS = 10_000;

/** Somebody else holds the lock; who, where, and what to do. */
export class RunLockedError extends Error {
  override readonly name = "RunLockedError";
  readonly path: string;
  /** absent when the lock does not say */
  readonly pid?: number;
  /** name of the machine; absent when the lock does not say */
  readonly host?: string;
  /** ms since the holder's last sign of life */
  readonly sinceMs: number;
  /** whether the holder is a process of this machine, and seen to run */
  readonly sameHost: boolean;
  /** Whether the process that had started the holder still runs; undefined where that cannot be seen. */
  readonly supervisorAlive?: boolean;

  constructor(by: LockedBy) {
    super(sentenceOf(by));
    this.path = by.path;
    this.pid = by.holder?.pid;
    this.host = by.holder?.host;
    this.sinceMs = by.sinceMs;
    this.sameHost = by.sameHost;
    this.supervisorAlive = by.supervisorAlive;
  }
}

/** A lock was held and is another's now, or gone. */
export class LockLostError extends Error {
  override readonly name = "LockLostError";

  constructor(
    readonly path: string,
    holder?: LockHolder,
  ) {
    super(
      holder === undefined
        ? `The lock ${path} was held and is gone; somebody has deleted it, so this process stops before it writes more.`
        : `The lock ${path} was held and is process ${holder.pid}'s of ${holder.host} now, so this process stops before it writes more.`,
    );
  }
}
