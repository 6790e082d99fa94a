/** @file A file system each of whose operations passes through one function. */
import type { FileSystem, OpenMode } from "../file-system";
import type { SimulatedDisk } from "./simulated-disk";

/** Opening to write is another thing for a full disk than opening to read. */
export type Operation =
  Exclude<keyof FileSystem, "open"> | `open to ${OpenMode}`;

/** One operation on its way to the disk. */
export interface Call<T> {
  readonly operation: Operation;
  readonly run: () => T;
  /** Of a write: with the first half of its bytes. */
  readonly half?: () => T;
  /** What it does although it fails. */
  readonly failed?: () => void;
}

type Pass = <T>(call: Call<T>) => T;

type OnHandles = Pick<
  FileSystem,
  "open" | "read" | "write" | "truncate" | "sync" | "close" | "statusOf"
>;

const onHandles = (disk: SimulatedDisk, pass: Pass): OnHandles => ({
  open: (path, mode) =>
    pass({ operation: `open to ${mode}`, run: () => disk.open(path, mode) }),
  read: (handle, into, position) =>
    pass({ operation: "read", run: () => disk.read(handle, into, position) }),
  write: (handle, bytes) =>
    pass({
      operation: "write",
      run: () => disk.write(handle, bytes),
      half: () =>
        disk.write(handle, bytes.subarray(0, Math.ceil(bytes.byteLength / 2))),
    }),
  truncate: (handle, size) =>
    pass({ operation: "truncate", run: () => disk.truncate(handle, size) }),
  sync: (handle) =>
    pass({
      operation: "sync",
      run: () => disk.sync(handle),
      failed: () => disk.loseSync(handle),
    }),
  close: (handle) => {
    const run = () => disk.close(handle);
    pass({ operation: "close", run, failed: run });
  },
  statusOf: (handle) =>
    pass({ operation: "statusOf", run: () => disk.statusOf(handle) }),
});

const onPaths = (
  disk: SimulatedDisk,
  pass: Pass,
): Omit<FileSystem, keyof OnHandles> => ({
  status: (path) => pass({ operation: "status", run: () => disk.status(path) }),
  list: (path) => pass({ operation: "list", run: () => disk.list(path) }),
  makeFolder: (path) =>
    pass({ operation: "makeFolder", run: () => disk.makeFolder(path) }),
  rename: (from, to) =>
    pass({ operation: "rename", run: () => disk.rename(from, to) }),
  removeFile: (path) =>
    pass({ operation: "removeFile", run: () => disk.removeFile(path) }),
  removeFolder: (path) =>
    pass({ operation: "removeFolder", run: () => disk.removeFolder(path) }),
  syncFolder: (path) =>
    pass({ operation: "syncFolder", run: () => disk.syncFolder(path) }),
  realPath: (path) =>
    pass({ operation: "realPath", run: () => disk.realPath(path) }),
  touch: (path) => pass({ operation: "touch", run: () => disk.touch(path) }),
});

/** Passes every operation through one function, which may do something else. */
export const intercepted = (disk: SimulatedDisk, pass: Pass): FileSystem => ({
  ...onHandles(disk, pass),
  ...onPaths(disk, pass),
});
