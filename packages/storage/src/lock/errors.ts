/** @file The errors of locks; each message is one sentence. */
import { UNREADABLE_MS, type Liveness } from "./liveness";
import type { LockHolder } from "./lock-holder";
import { machineName } from "./process-identity";

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
  /** of the lock, or of the claim to it where nobody is seen to hold that */
  readonly path: string;
  /** absent when the lock does not say */
  readonly holder?: LockHolder;
  readonly alive: Liveness;
  /** ms since the holder's last sign of life, as far as the clocks agree */
  readonly sinceMs: number;
  /** whether the process with the holder's pid is the holder for certain */
  readonly isPidSure: boolean;
  /** Whether the process that had started the holder still runs; undefined where that cannot be seen. */
  readonly supervisorAlive?: boolean;
}

const unreadable = ({ path, sinceMs }: LockedBy): string =>
  sinceMs < -UNREADABLE_MS
    ? `The lock ${path} does not say who made it, and its time lies in the future; if no process uses it, delete ${path}.`
    : `The lock ${path} was made ${inWords(sinceMs)} ago and does not say by whom; try again in ${inWords(UNREADABLE_MS)}.`;

const held = (by: LockedBy, { pid, supervisor }: LockHolder): string => {
  const orphaned =
    by.supervisorAlive === false
      ? `, though process ${supervisor ?? 0}, which had started it, is gone`
      : "";
  const help = by.isPidSure
    ? `or end it with \`kill ${pid}\``
    : `or, if process ${pid} is another program, delete ${by.path}`;
  return `${orphaned}; wait for it, ${help}.`;
};

const sentenceOf = (by: LockedBy): string => {
  const { path, holder, alive } = by;
  if (holder === undefined) return unreadable(by);
  const { pid, host } = holder;
  const sign = `which gave its last sign of life ${inWords(by.sinceMs)} ago`;
  if (alive === "no")
    return `The lock ${path} was held by process ${pid} of ${host === machineName() ? "this machine" : host}, which is gone, but others take it over at this moment; try again.`;
  if (alive === "unknown")
    return `The lock ${path} is held by process ${pid} of ${host}, ${sign} and cannot be seen from here; if it is gone, delete ${path}.`;
  return `The lock ${path} is held by process ${pid} of this machine, ${sign}${held(by, holder)}`;
};

/** Somebody else holds the lock; who, where, and what to do. */
export class RunLockedError extends Error {
  override readonly name = "RunLockedError";
  readonly path: string;
  /** absent when the lock does not say */
  readonly pid?: number;
  /** name of the machine; absent when the lock does not say */
  readonly host?: string;
  /** ms since the holder's last sign of life; 0 where it lies in the future */
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
    this.sinceMs = Math.max(0, by.sinceMs);
    this.sameHost = by.alive === "yes";
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
