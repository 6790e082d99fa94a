/** @file Reads a file of a folder that may come from anywhere. */
import { join } from "node:path";
import {
  checkOpened,
  openInner,
  refusal,
  type InnerFile,
} from "./check-opened";
import { rethrowAs } from "./errors";
import type { FileSystem } from "./file-system";
import { readOpened } from "./read-opened";
import { usingHandle } from "./using-handle";

const readChecked = (
  files: FileSystem,
  handle: number,
  inner: InnerFile,
  mostBytes: number,
): Uint8Array => {
  const { size } = checkOpened(files, handle, inner);
  if (size > mostBytes)
    throw refusal(
      join(inner.dir, inner.name),
      "TOO_LONG",
      `is ${size} bytes long, but a file of at most ${mostBytes} bytes is expected.`,
    );
  return readOpened(files, handle, size);
};

/**
 * The bytes of a file inside a folder. It is opened once, and all that is asked of it is asked of what was opened: its
 * place, its kind and its size, before anything is reserved for it. No link is followed on the way from the folder to the
 * file; hard links are files like others.
 *
 * @param dir  may be a link itself
 * @param name  path inside the folder; `/` separates
 * @param mostBytes  what a file of this name can have
 * @throws {StorageError} ENOENT when it is absent; LINK, OUTSIDE, BAD_NAME, NO_FILE or TOO_LONG when it is refused; or when
 *   the file system fails
 */
export const readInside = (
  files: FileSystem,
  dir: string,
  name: string,
  mostBytes: number,
): Uint8Array => {
  const path = join(dir, name);
  const handle = openInner(files, { dir, name }, "read", "read");
  return rethrowAs(`The file ${path} could not be read`, path, () =>
    usingHandle(files, handle, () =>
      readChecked(files, handle, { dir, name }, mostBytes),
    ),
  );
};
