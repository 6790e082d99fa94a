/** @file What this package asks of a file system: few operations, each of which may fail alone. */

/** What a name stands for; a link is not followed. */
export type FileKind = "file" | "folder" | "link" | "other";

/** What is known of a file without reading it. */
export interface FileStatus {
  readonly kind: FileKind;
  /** bytes */
  readonly size: number;
  /** names that the file has; more than 1 means hard links */
  readonly links: number;
  /** identity: two names of one file have the same */
  readonly id: string;
  /** ms since 1970 */
  readonly modifiedMs: number;
}

/**
 * How a file is opened. `create` makes a file that must not exist, `append` writes at the end of one that may, `read`
 * reads. No mode follows a link in the last part of the path, or waits for a pipe.
 */
export type OpenMode = "read" | "create" | "append";

/**
 * A file system as a program sees it. Every operation throws Node's error (with `code`, such as ENOSPC) when it fails and
 * has then done nothing, or, for `write`, a part. What was written survives a power cut only after `sync`; a name that
 * was made, renamed or removed only after `syncFolder` of the folder that holds it.
 */
export interface FileSystem {
  /** @returns a handle, to be closed */
  open(path: string, mode: OpenMode): number;
  /** @returns bytes read, fewer than asked for at the end of the file */
  read(handle: number, into: Uint8Array, position: number): number;
  /** Appends. @returns bytes written, which may be fewer than given */
  write(handle: number, bytes: Uint8Array): number;
  /** Cuts the file to `size` bytes. */
  truncate(handle: number, size: number): void;
  /** Returns once the file's bytes are on disk. */
  sync(handle: number): void;
  close(handle: number): void;
  statusOf(handle: number): FileStatus;
  /** Of the name itself, links not followed; undefined where nothing is. */
  status(path: string): FileStatus | undefined;
  /** Names in a folder, sorted. */
  list(path: string): string[];
  /** Makes one folder; its parent must be there. */
  makeFolder(path: string): void;
  /** Puts a file or folder at another name of the same file system, in place of a file or an empty folder. */
  rename(from: string, to: string): void;
  removeFile(path: string): void;
  /** Removes an empty folder. */
  removeFolder(path: string): void;
  /** Returns once the names in a folder are on disk. */
  syncFolder(path: string): void;
  /** The path with all links resolved. */
  realPath(path: string): string;
  /** Sets the modification time to now. */
  touch(path: string): void;
}
