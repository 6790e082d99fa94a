/** @file Reads a JSON file of a folder that may come from anywhere. */
import { join } from "node:path";
import { refusal } from "./check-opened";
import type { FileSystem } from "./file-system";
import { readInside } from "./read-inside";

const MOST_BYTES = 2 ** 22;

/** Deeper than any file that a program here writes; every recursion over it ends before its stack does. */
const MOST_DEPTH = 32;

/** With this key, copying an object's fields to another would change what the other inherits. */
const PROTOTYPE = "__proto__";

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const childrenOf = (value: unknown): unknown[] =>
  typeof value === "object" && value !== null ? Object.values(value) : [];

const isHarmless = (value: unknown): boolean => {
  let level = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MOST_DEPTH) return false;
    if (level.some((one) => isRecord(one) && Object.hasOwn(one, PROTOTYPE)))
      return false;
    level = level.flatMap(childrenOf);
  }
  return true;
};

const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return undefined;
  }
};

/**
 * The object in a JSON file inside a folder; nothing in it is validated but that it has no key `__proto__`, nor lists and
 * objects inside each other more than 32 deep.
 *
 * @param name  path inside the folder; `/` separates
 * @param mostBytes  4 MiB when absent
 * @throws {StorageError} NO_JSON when there is no such object, and as {@link readInside}
 */
export const readJsonInside = (
  files: FileSystem,
  dir: string,
  name: string,
  mostBytes = MOST_BYTES,
): Record<string, unknown> => {
  const value = parse(readInside(files, dir, name, mostBytes));
  if (isRecord(value) && isHarmless(value)) return value;
  throw refusal(
    join(dir, name),
    "NO_JSON",
    "is no JSON object that could have been written there; restore it.",
  );
};
