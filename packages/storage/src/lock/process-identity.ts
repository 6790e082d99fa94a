/** @file Which process this is, and whether another one still runs. */
import { readFileSync, readlinkSync } from "node:fs";
import { createHash } from "node:crypto";
import { hostname, uptime } from "node:os";
import { codeOf } from "../error-words";

/** Whether a process of this machine runs; `birth` tells it from a later one with the same number. */
export type IsAlive = (pid: number, birth?: string) => boolean;

const quietly = <T>(read: () => T): T | undefined => {
  try {
    return read();
  } catch {
    return undefined;
  }
};

/** Letters, digits, `.`, `_` and `-`: fit to be printed wherever it comes from. */
export const machineName = (): string =>
  hostname()
    .replaceAll(/[^\w.-]/g, "_")
    .slice(0, 255) || "unknown";

/** A word that no other machine has, whatever its name; undefined where the system has none. */
export const machineId = (): string | undefined => {
  const id = quietly(() => readFileSync("/etc/machine-id", "latin1").trim());
  // It is not to be told; a lock lies where others may read it.
  return id !== undefined && /^[0-9a-f]{32}$/.test(id)
    ? createHash("sha256").update(`trm ${id}`).digest("hex").slice(0, 32)
    : undefined;
};

/** Process numbers mean the same only inside one of these; undefined where the system has none. */
export const pidNamespace = (): string | undefined =>
  quietly(() => readlinkSync("/proc/self/ns/pid"));

/** State and start, in ticks since the machine was started: the fields 3 and 22 of a line with a name in parentheses. */
const statOf = (pid: number) => {
  const line = quietly(() => readFileSync(`/proc/${pid}/stat`, "latin1"));
  const fields = line?.slice(line.lastIndexOf(")") + 2).split(" ");
  return { state: fields?.[0], ticks: fields?.[19] };
};

const bootId = (): string | undefined =>
  quietly(() =>
    readFileSync("/proc/sys/kernel/random/boot_id", "latin1").trim(),
  );

/**
 * When a process was born, as a word that no later process with its number shares; undefined where the system does not
 * say.
 */
export const birthOf = (pid: number): string | undefined => {
  const { ticks } = statOf(pid);
  const boot = bootId();
  return ticks !== undefined && boot !== undefined
    ? `${boot}/${ticks}`
    : undefined;
};

/** Whether a birth can be compared here, so that a process that is alive is surely the one that was meant. */
export const isBirthKnown = (birth: string | undefined): boolean =>
  birth !== undefined && birthOf(process.pid) !== undefined;

/** Clocks are set; by less than this, ms. */
const CLOCK_MS = 60_000;

/** Whether a process can have run since this machine was started; by the time where no births are known. */
export const isOfThisStart = (
  birth: string | undefined,
  startedAt: number,
): boolean => {
  const boot = bootId();
  return birth !== undefined && boot !== undefined
    ? birth.startsWith(`${boot}/`)
    : startedAt > Date.now() - uptime() * 1000 - CLOCK_MS;
};

const exists = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // It is somebody else's, then.
    return codeOf(error) === "EPERM";
  }
};

/** Whether a process of this machine runs. One that has ended and that nobody has asked for its result does not. */
export const isAlive: IsAlive = (pid, birth) => {
  if (!exists(pid)) return false;
  const { state } = statOf(pid);
  if (state === "Z" || state === "X") return false;
  const now = birth === undefined ? undefined : birthOf(pid);
  return now === undefined || now === birth;
};
