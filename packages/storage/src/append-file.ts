/** @file A file that grows, such as a log. */
import { dirname } from "node:path";
import {
  checkFolderOf,
  checkOpened,
  linkRefusal,
  openInner,
  refusal,
  type InnerFile,
} from "./check-opened";
import { rethrowAs } from "./errors";
import type { FileSystem } from "./file-system";
import { innerPath } from "./inner-name";
import { closeQuietly } from "./using-handle";
import { writeAll } from "./write-new-file";

/** An open file that grows. Every method throws {@link StorageError} when the file system fails. */
export interface AppendFile {
  /** Bytes that the file has. */
  readonly size: number;
  /** Writes all of the bytes; when it throws, none counts, and the next call begins where this one did. */
  append(bytes: Uint8Array): void;
  /** Returns once all bytes are on disk. Once it has thrown it always throws: nobody knows what a failed one has lost. */
  sync(): void;
  /**
   * Cuts the file; durable after the next {@link AppendFile.sync}.
   *
   * @param size  bytes to keep
   * @throws {StorageError} TOO_SHORT when the file has fewer
   */
  cut(size: number): void;
  close(): void;
}

class OpenAppendFile implements AppendFile {
  /** Whether bytes that do not count may stand after `size`. */
  private torn = false;
  /** Why the file could not be synced. */
  private unsynced: { readonly cause: unknown } | undefined;

  constructor(
    private readonly files: FileSystem,
    private readonly handle: number,
    private readonly path: string,
    private length: number,
  ) {}

  get size(): number {
    return this.length;
  }

  append(bytes: Uint8Array): void {
    this.rethrowAs("written", () => {
      if (this.torn) this.truncate(this.length);
      this.torn = true;
      try {
        writeAll(this.files, this.handle, bytes);
      } catch (cause) {
        this.tidy();
        throw cause;
      }
      this.torn = false;
      this.length += bytes.byteLength;
    });
  }

  sync(): void {
    this.rethrowAs("written", () => {
      if (this.unsynced !== undefined) throw this.unsynced.cause;
      try {
        this.files.sync(this.handle);
      } catch (cause) {
        this.unsynced = { cause };
        throw cause;
      }
    });
  }

  cut(size: number): void {
    if (size > this.length)
      throw refusal(
        this.path,
        "TOO_SHORT",
        `has ${this.length} bytes, but ${size} of them are to be kept.`,
      );
    this.rethrowAs("cut", () => this.truncate(size));
  }

  close(): void {
    this.rethrowAs("closed", () => this.files.close(this.handle));
  }

  private truncate(size: number): void {
    this.files.truncate(this.handle, size);
    this.length = size;
    this.torn = false;
  }

  private tidy(): void {
    try {
      this.truncate(this.length);
    } catch {
      // The next append tries again; what went wrong first is what the caller must hear of.
    }
  }

  private rethrowAs(what: string, run: () => void): void {
    rethrowAs(`The file ${this.path} could not be ${what}`, this.path, run);
  }
}

const sizeOfSole = (
  files: FileSystem,
  handle: number,
  inner: InnerFile,
): number => {
  const { size, links } = checkOpened(files, handle, inner);
  if (links > 1)
    throw refusal(
      innerPath(inner.dir, inner.name),
      "HARD_LINK",
      `has ${links} names, and writing would change it under all of them; put a copy there.`,
    );
  return size;
};

/** Opens or makes the file; nothing is opened that may lead elsewhere, since not every system can be told to follow no link. */
const openOrMake = (files: FileSystem, inner: InnerFile): number => {
  const path = innerPath(inner.dir, inner.name);
  const kind = rethrowAs(`The file ${path} could not be opened`, path, () => {
    checkFolderOf(files, inner);
    return files.status(path)?.kind;
  });
  if (kind === "link") throw linkRefusal(path);
  const mode = kind === undefined ? "create" : "append";
  return openInner(files, inner, mode, "opened");
};

/**
 * Opens a file inside a folder to append to it, and makes it where it is absent; its name is on disk afterwards. One
 * program at a time may do so.
 *
 * @param dir  may be a link itself
 * @param name  path inside the folder, whose folders are there; `/` separates
 * @throws {StorageError} LINK, OUTSIDE, BAD_NAME, NO_FILE or HARD_LINK when writing there could change something else; or
 *   when the file system fails
 */
export const openAppendFile = (
  files: FileSystem,
  dir: string,
  name: string,
): AppendFile => {
  const path = innerPath(dir, name);
  const handle = openOrMake(files, { dir, name });
  return rethrowAs(`The file ${path} could not be opened`, path, () => {
    try {
      const size = sizeOfSole(files, handle, { dir, name });
      files.syncFolder(dirname(path));
      return new OpenAppendFile(files, handle, path, size);
    } catch (cause) {
      closeQuietly(files, handle);
      throw cause;
    }
  });
};
