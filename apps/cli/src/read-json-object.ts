/** @file Reads the small JSON files that a command line names; what is no such file is refused, not waited for. */
import { codeOf } from "@trm/storage";
import { isRecord, type RawConfig } from "@trm/train/raw-config";
import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import { UsageError } from "./errors";
import { parseJson } from "./parse-json";

/** A run's record has some kilobytes; this is room for any configuration. */
const MOST_BYTES = 2 ** 20;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Opens without waiting for a pipe's other end. */
function open(path: string, what: string): number {
  try {
    return openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    const code = codeOf(error) ?? "";
    throw new UsageError(
      code === "ENOENT"
        ? `${what.replace(" names ", " names the file ")}, which does not exist.`
        : `${what}, which cannot be read (${code}).`,
      { cause: error },
    );
  }
}

/** At most one byte more than is allowed: a file may grow, and some say that they are empty. */
function readBytes(file: number): Uint8Array {
  const bytes = new Uint8Array(MOST_BYTES + 1);
  let length = 0;
  while (length < bytes.length) {
    const read = readSync(file, bytes, length, bytes.length - length, null);
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

function readText(path: string, what: string): string {
  const file = open(path, what);
  try {
    if (!fstatSync(file).isFile())
      throw new UsageError(
        `${what}, which is a folder, a pipe or a device, where a file is expected.`,
      );
    const bytes = readBytes(file);
    if (bytes.length > MOST_BYTES)
      throw new UsageError(
        `${what}, which has more than the ${MOST_BYTES} bytes that are expected of such a file.`,
      );
    return utf8.decode(bytes);
  } catch (cause) {
    if (cause instanceof TypeError)
      throw new UsageError(`${what}, which is no text in UTF-8.`, { cause });
    throw cause;
  } finally {
    closeSync(file);
  }
}

/**
 * Reads a JSON file that holds an object.
 * @param flagName who names it, such as --config
 * @throws {UsageError} when it is missing, no file, too large or no JSON object
 */
export function readJsonObject(flagName: string, path: string): RawConfig {
  const what = `${flagName} names ${path}`;
  const value = parseJson(readText(path, what), what);
  if (isRecord(value)) return value;
  throw new UsageError(
    `${flagName} expects a file with one JSON object, but ${path} holds something else.`,
  );
}
