/** @file The file system of this machine. */
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
  type BigIntStats,
} from "node:fs";
import { codeOf } from "./error-words";
import type { FileKind, FileStatus, FileSystem, OpenMode } from "./file-system";

/** No link is followed, and a pipe keeps nobody waiting. Windows has neither flag, and nothing then. */
const CAREFULLY = constants.O_NOFOLLOW | constants.O_NONBLOCK;

// Without O_APPEND, under which Windows lets nobody cut a file; `write` goes to the end itself.
const FLAGS: Readonly<Record<OpenMode, number>> = {
  read: constants.O_RDONLY | CAREFULLY,
  create: constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | CAREFULLY,
  append: constants.O_WRONLY | constants.O_CREAT | CAREFULLY,
};

/** Bytes of one call; Node takes less than 2 GiB. */
const MOST_AT_ONCE = 2 ** 30;

/** What a file system says that knows no syncing of folders; everything else is a failure. */
const NO_FOLDER_SYNC = new Set(["EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

const kindOf = (stats: BigIntStats): FileKind => {
  if (stats.isFile()) return "file";
  if (stats.isDirectory()) return "folder";
  return stats.isSymbolicLink() ? "link" : "other";
};

const statusFrom = (stats: BigIntStats): FileStatus => ({
  kind: kindOf(stats),
  size: Number(stats.size),
  links: Number(stats.nlink),
  id: `${String(stats.dev)}:${String(stats.ino)}`,
  modifiedMs: Number(stats.mtimeMs),
});

const statusOfName = (path: string): FileStatus | undefined => {
  try {
    return statusFrom(lstatSync(path, { bigint: true }));
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw error;
  }
};

const syncNames = (path: string): void => {
  // Windows cannot open a folder, and keeps names in order by itself.
  if (process.platform === "win32") return;
  const handle = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    fsyncSync(handle);
  } catch (error) {
    if (!NO_FOLDER_SYNC.has(codeOf(error) ?? "")) throw error;
  } finally {
    closeSync(handle);
  }
};

/** The file system of this machine, through Node's synchronous functions. */
export const nodeFileSystem: FileSystem = {
  open: (path, mode) => openSync(path, FLAGS[mode], 0o666),
  read: (handle, into, position) =>
    readSync(
      handle,
      into,
      0,
      Math.min(into.byteLength, MOST_AT_ONCE),
      position,
    ),
  write: (handle, bytes) =>
    writeSync(
      handle,
      bytes,
      0,
      Math.min(bytes.byteLength, MOST_AT_ONCE),
      fstatSync(handle).size,
    ),
  truncate: (handle, size) => ftruncateSync(handle, size),
  sync: (handle) => fsyncSync(handle),
  close: (handle) => closeSync(handle),
  statusOf: (handle) => statusFrom(fstatSync(handle, { bigint: true })),
  status: statusOfName,
  list: (path) => readdirSync(path).sort(),
  makeFolder: (path) => {
    mkdirSync(path);
  },
  rename: (from, to) => renameSync(from, to),
  removeFile: (path) => unlinkSync(path),
  removeFolder: (path) => rmdirSync(path),
  syncFolder: syncNames,
  realPath: (path) => realpathSync(path),
  touch: (path) => {
    const now = new Date();
    lutimesSync(path, now, now);
  },
};
