/** @file Files and folders that appear whole or not at all: written beside, synced, renamed. */
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Prefix of what is not finished: no number, so that no reader takes it for a checkpoint. */
const UNFINISHED_PREFIX = ".unfinished-";

const beside = (path: string): string =>
  join(dirname(path), `${UNFINISHED_PREFIX}${basename(path)}`);

// A rename survives a power cut only once the folder that holds the name is synced.
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes the parts one after the other and syncs them to disk, without joining them in memory.
 *
 * @param path a file that is created or replaced
 * @param parts bytes
 */
export function writeSynced(path: string, parts: Iterable<Uint8Array>): void {
  const handle = openSync(path, "w");
  try {
    for (const part of parts)
      for (let done = 0; done < part.byteLength;)
        done += writeSync(handle, part, done, part.byteLength - done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/**
 * Writes a JSON file whole or not at all.
 *
 * @param path a file that is created or replaced
 * @param value plain data
 */
export function writeJson(path: string, value: unknown): void {
  const text = `${JSON.stringify(value, null, 2)}\n`;
  writeSynced(beside(path), [new TextEncoder().encode(text)]);
  renameSync(beside(path), path);
  syncFolder(dirname(path));
}

/**
 * Fills a folder beside its place and renames it there; a folder already at that place is replaced.
 *
 * @param path where the folder appears
 * @param fill writes the files into the folder it is given
 */
export function writeFolder(path: string, fill: (dir: string) => void): void {
  const unfinished = beside(path);
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  fill(unfinished);
  syncFolder(unfinished);
  rmSync(path, { recursive: true, force: true });
  renameSync(unfinished, path);
  syncFolder(dirname(path));
}
