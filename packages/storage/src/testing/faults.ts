/** @file File systems that fail, or whose program dies, at a chosen operation. */
import type { FileSystem } from "../file-system";
import { intercepted, type Call, type Operation } from "./intercepted";
import { createSimulatedDisk, type SimulatedDisk } from "./simulated-disk";
import { systemError } from "./system-error";

/** What a disk may answer. */
export type FaultCode =
  "ENOSPC" | "EDQUOT" | "EIO" | "EROFS" | "EXDEV" | "EACCES" | "EMFILE";

/** What happens at the chosen operation. */
export type Fault =
  | {
      readonly error: FaultCode;
      /** Every later operation that this error can meet fails as well: writing on a full disk, but not reading. */
      readonly persists?: boolean;
      /** A write takes half of its bytes and says so; the operation after it fails. */
      readonly short?: boolean;
      /** A change of names is done, and is reported as failed all the same, as a server's whose answer is lost. */
      readonly done?: boolean;
    }
  | {
      readonly crash: true;
      /** Within a write: half of its bytes are there. */
      readonly short?: boolean;
    };

/** The program is dead: no operation answers any more. Thrown in place of ending the process. */
export class SimulatedCrash extends Error {
  override readonly name = "SimulatedCrash";
}

/** A file system that counts. */
export interface CountingFileSystem extends FileSystem {
  /** Operations so far. */
  readonly operations: number;
}

const READING = ["open to read", "list", "realPath"] as const;
const TAKING = [
  "open to create",
  "open to append",
  "write",
  "makeFolder",
  "rename",
  "sync",
  "syncFolder",
] as const;
const REMOVING = ["removeFile", "removeFolder"] as const;

/** Operations that go on failing while a disk is full, read-only and so on; reading from a full one works. */
const LASTING: Readonly<Record<FaultCode, readonly Operation[]>> = {
  ENOSPC: TAKING,
  EDQUOT: TAKING,
  EROFS: [...TAKING, ...REMOVING, "truncate", "touch"],
  EACCES: [...READING, ...TAKING, ...REMOVING, "touch"],
  EIO: [...READING, ...TAKING, ...REMOVING, "read", "truncate", "touch"],
  EMFILE: [
    "open to read",
    "open to create",
    "open to append",
    "list",
    "syncFolder",
  ],
  EXDEV: ["rename"],
};

const CHANGING_NAMES: ReadonlySet<Operation> = new Set([
  "makeFolder",
  "rename",
  "removeFile",
  "removeFolder",
]);

/** Fails; what a failing operation does all the same is done. */
const fail = (
  { operation, failed, run }: Call<unknown>,
  code: string,
  isDone: boolean,
): never => {
  if (isDone && CHANGING_NAMES.has(operation)) run();
  else failed?.();
  throw systemError(code, operation);
};

/**
 * The file system of a disk that fails, or whose program dies, at one operation.
 *
 * @param n  number of the operation, from 1; whatever it is, it fails
 * @returns what the program under test is given; the disk itself goes on working, to be looked at afterwards
 */
export const failAt = (
  disk: SimulatedDisk,
  n: number,
  fault: Fault,
): CountingFileSystem => {
  let operations = 0;
  let next = n;
  const pass = <T>(call: Call<T>): T => {
    operations++;
    if ("crash" in fault) {
      if (operations === n && fault.short === true) call.half?.();
      if (operations >= n) throw new SimulatedCrash(`dead since ${n}`);
      return call.run();
    }
    const { error, persists = false, short = false, done = false } = fault;
    if (operations === n && short && call.half) {
      next = n + 1;
      return call.half();
    }
    const lasts = persists && LASTING[error].includes(call.operation);
    if (operations === next || (operations > next && lasts))
      return fail(call, error, done);
    return call.run();
  };
  return {
    ...intercepted(disk, pass),
    get operations() {
      return operations;
    },
  };
};

/**
 * How many operations something takes that does not fail: {@link failAt} with each number from 1 to it covers them all.
 *
 * @param disk  absent: an empty one
 */
export const countOperations = async (
  run: (files: FileSystem) => void | Promise<void>,
  disk = createSimulatedDisk(),
): Promise<number> => {
  const files = failAt(disk, Number.POSITIVE_INFINITY, { crash: true });
  await run(files);
  return files.operations;
};
