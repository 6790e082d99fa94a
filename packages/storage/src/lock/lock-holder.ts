/** @file What a lock file says. */
import { randomUUID } from "node:crypto";
import { codeOf } from "../error-words";
import type { FileSystem } from "../file-system";
import { readOpened } from "../read-opened";
import { usingHandle } from "../using-handle";
import {
  birthOf,
  isOfThisStart,
  machineId,
  machineName,
  pidNamespace,
} from "./process-identity";

/** Who holds a lock. */
export interface LockHolder {
  readonly pid: number;
  /** name of the machine */
  readonly host: string;
  /** Tells the machine from another one of the same name; absent where the system does not say. */
  readonly machine?: string;
  /** Inside which its pid has a meaning, such as a container's; absent where the system has none. */
  readonly pidNamespace?: string;
  /** Tells the process from a later one with the same pid; absent where the system does not say. */
  readonly birth?: string;
  /** ms since 1970 */
  readonly startedAt: number;
  /** its own in each lock */
  readonly token: string;
  /** pid of the process that had started it; absent where it needs none */
  readonly supervisor?: number;
}

/** A lock file as it was found. */
export interface FoundLock {
  /** absent when it does not say, because its writer died in between or has not finished */
  readonly holder?: LockHolder;
  /** last sign of life, ms since 1970 */
  readonly touchedMs: number;
  /** of the file */
  readonly id: string;
  /** changes with everything that happens to the lock */
  readonly mark: string;
}

/** More than any lock file has, in bytes. */
const MOST_BYTES = 4096;

/** This process as a holder. */
export const ownHolder = (nowMs: number, supervisor?: number): LockHolder => ({
  pid: process.pid,
  host: machineName(),
  machine: machineId(),
  pidNamespace: pidNamespace(),
  birth: birthOf(process.pid),
  startedAt: nowMs,
  token: randomUUID(),
  supervisor,
});

/** Where a holder runs, or ran. */
type Place = "here" | "elsewhere" | "before the last start";

/**
 * Where a holder is, seen from this process: `here` when pids mean the same to both. Where one of the two does not know
 * its machine but its name, a holder from before this machine was started may be of another one.
 */
export const placeOf = (holder: LockHolder): Place => {
  const { host, machine, birth, startedAt } = holder;
  if (host !== machineName() || holder.pidNamespace !== pidNamespace())
    return "elsewhere";
  const own = machineId();
  if (machine !== undefined && own !== undefined)
    return machine === own ? "here" : "elsewhere";
  return isOfThisStart(birth, startedAt) ? "here" : "before the last start";
};

export const encodeHolder = (holder: LockHolder): Uint8Array =>
  new TextEncoder().encode(`${JSON.stringify(holder)}\n`);

const isPid = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;

/** Only what can be printed wherever it comes from. */
const isWord = (value: unknown): value is string =>
  typeof value === "string" && /^[\w.:/[\]-]{1,255}$/.test(value);

const wordOrNothing = (value: unknown): string | undefined =>
  isWord(value) ? value : undefined;

const decodeHolder = (bytes: Uint8Array): LockHolder | undefined => {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const fields = new Map<string, unknown>(Object.entries(value));
  const [pid, host, startedAt, token, supervisor] = [
    "pid",
    "host",
    "startedAt",
    "token",
    "supervisor",
  ].map((key) => fields.get(key));
  if (!isPid(pid) || !isWord(host) || !isWord(token)) return undefined;
  if (typeof startedAt !== "number") return undefined;
  return {
    pid,
    host,
    startedAt,
    token,
    machine: wordOrNothing(fields.get("machine")),
    pidNamespace: wordOrNothing(fields.get("pidNamespace")),
    birth: wordOrNothing(fields.get("birth")),
    supervisor: isPid(supervisor) ? supervisor : undefined,
  };
};

/**
 * Reads a lock file. Another one may take its place at any moment, so that nothing but the open file is asked.
 *
 * @returns undefined when there is none
 */
export const findLock = (
  files: FileSystem,
  path: string,
): FoundLock | undefined => {
  let handle: number;
  try {
    handle = files.open(path, "read");
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
  return usingHandle(files, handle, () => {
    const { kind, size, modifiedMs, id } = files.statusOf(handle);
    const bytes =
      kind === "file" && size <= MOST_BYTES
        ? readOpened(files, handle, size)
        : new Uint8Array();
    const holder = decodeHolder(bytes);
    const mark = `${id} ${modifiedMs} ${holder?.token ?? ""}`;
    return { holder, touchedMs: modifiedMs, id, mark };
  });
};
