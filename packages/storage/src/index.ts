/** @file What this package gives to others. */
export { openAppendFile, type AppendFile } from "./append-file";
export { codeOf } from "./error-words";
export {
  rethrowAs,
  isDiskFailure,
  StorageError,
  type Refusal,
  type StorageFailure,
} from "./errors";
export type { FileKind, FileStatus, FileSystem, OpenMode } from "./file-system";
export { LockLostError, RunLockedError } from "./lock/errors";
export { acquireLock, type RunLock } from "./lock/acquire-lock";
export type { Liveness, LockOptions } from "./lock/liveness";
export type { LockHolder } from "./lock/lock-holder";
export type { IsAlive } from "./lock/process-identity";
export { readLock, type LockState } from "./lock/read-lock";
export { makeFolders } from "./make-folders";
export { nodeFileSystem } from "./node-file-system";
export { openReadFile, type ReadFile } from "./open-read-file";
export { readInside } from "./read-inside";
export { readJsonInside } from "./read-json-inside";
export { removeLeftovers, removeTree } from "./remove-tree";
export { writeWholeFile, writeWholeJson } from "./write-whole-file";
export {
  writeWholeFolder,
  type WholeFolderOptions,
  type WriteInto,
} from "./write-whole-folder";
