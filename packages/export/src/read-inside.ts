/** @file Reads a file of a folder that may come from anywhere. */
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readSync,
  realpathSync,
  type Stats,
} from "node:fs";
import { join } from "node:path";
import { messageOf, ModelFolderError } from "./errors";
import { isRecord, isTooDeep, type JsonRecord } from "./json";
import { isInside } from "./path-inside";

const MOST_JSON_BYTES = 2 ** 22;

/** No link is followed, and a pipe keeps nobody waiting. Windows has neither flag, and 0 then. */
const FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && "code" in error ? String(error.code) : undefined;

const refusal = (
  dir: string,
  name: string,
  cause: unknown,
): ModelFolderError => {
  if (cause instanceof ModelFolderError) return cause;
  const what = `${name} of the model folder ${dir}`;
  const words: Readonly<Record<string, string>> = {
    ENOENT: `The model folder ${dir} has no ${name}; expected a folder that \`trm export\` has written.`,
    ELOOP: `${what} is a link; put the file itself there.`,
  };
  const message =
    words[codeOf(cause) ?? ""] ??
    `${what} cannot be read: ${messageOf(cause)}.`;
  return new ModelFolderError(message, { cause });
};

/** Refuses an open file that is not the one at that place of the folder, such as one behind a link of a folder. */
const checkPlaceOf = (dir: string, name: string, opened: Stats): void => {
  const real = realpathSync(join(dir, name));
  const there = lstatSync(real);
  if (
    isInside(realpathSync(dir), real) &&
    there.ino === opened.ino &&
    there.dev === opened.dev
  )
    return;
  throw new ModelFolderError(
    `${name} of the model folder ${dir} lies behind a link that leaves the folder; put the file itself there.`,
  );
};

const readOpened = (
  handle: number,
  { dir, name, most }: { dir: string; name: string; most: number },
): Uint8Array => {
  const status = fstatSync(handle);
  checkPlaceOf(dir, name, status);
  if (!status.isFile() || status.size > most)
    throw new ModelFolderError(
      `${name} of the model folder ${dir} is ${status.isFile() ? `${status.size} bytes long` : "no file"}, but a file of at most ${most} bytes is expected.`,
    );
  // A plain Uint8Array: the slices of a Node Buffer would share its memory.
  const bytes = new Uint8Array(status.size);
  let done = 0;
  while (done < bytes.length) {
    const count = readSync(handle, bytes, done, bytes.length - done, done);
    if (count === 0) break;
    done += count;
  }
  return bytes.subarray(0, done);
};

/**
 * The bytes of a file inside a folder. It is opened once, and all that is asked of it is asked of what was opened: its
 * place, its kind and its size, before anything is reserved for it. Hard links are files like others.
 *
 * @param name  path inside the folder; `/` separates
 * @param most  bytes
 * @throws {ModelFolderError} when the file is absent, a link, behind a link that leaves the folder, no file, too long, or
 *   cannot be read
 */
export const readInside = (
  dir: string,
  name: string,
  most: number,
): Uint8Array => {
  let handle: number | undefined;
  try {
    handle = openSync(join(dir, name), FLAGS);
    return readOpened(handle, { dir, name, most });
  } catch (cause) {
    throw refusal(dir, name, cause);
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
};

/**
 * The object in a JSON file inside a folder.
 *
 * @throws {ModelFolderError} as {@link readInside}, or when there is none
 */
export const readJson = (dir: string, name: string): JsonRecord => {
  const bytes = readInside(dir, name, MOST_JSON_BYTES);
  try {
    const value: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    );
    if (isRecord(value) && !isTooDeep(value)) return value;
  } catch {
    // Said below.
  }
  throw new ModelFolderError(
    `${name} of the model folder ${dir} is no JSON object; restore the file that was exported.`,
  );
};
