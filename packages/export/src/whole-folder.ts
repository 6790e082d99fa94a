/** @file A folder that appears whole or not at all: filled beside its place, synced, renamed. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ModelFolderError } from "./errors";

/** Files by path inside the folder; `/` separates. */
export type FolderFiles = ReadonlyMap<string, Uint8Array>;

/**
 * Refuses a place that holds anything.
 *
 * @param force  whether a folder may be replaced
 * @throws {ModelFolderError} when `dir` is a file, or a folder that is not empty and not to be replaced
 */
export const checkPlace = (dir: string, force: boolean): void => {
  if (!existsSync(dir)) return;
  if (!statSync(dir).isDirectory())
    throw new ModelFolderError(
      `${dir} is a file, but a folder is to be written there; choose another name.`,
    );
  if (!force && readdirSync(dir).length > 0)
    throw new ModelFolderError(
      `The folder ${dir} is not empty; choose a new or empty folder, or replace this one with --force.`,
    );
};

const besideOf = (dir: string, what: string): string =>
  join(
    dirname(dir),
    `.${what}-${basename(dir)}-${randomBytes(4).toString("hex")}`,
  );

const sync = (path: string): void => {
  // Windows cannot open a folder.
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const writeSynced = (path: string, bytes: Uint8Array): void => {
  const handle = openSync(path, "wx");
  try {
    for (let done = 0; done < bytes.byteLength;)
      done += writeSync(handle, bytes, done, bytes.byteLength - done);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

const fill = (dir: string, files: FolderFiles): void => {
  mkdirSync(dir);
  const folders = new Set([dir]);
  for (const [name, bytes] of files) {
    const path = join(dir, ...name.split("/"));
    mkdirSync(dirname(path), { recursive: true });
    folders.add(dirname(path));
    writeSynced(path, bytes);
  }
  // A name survives a power cut only once its folder is synced.
  for (const folder of folders) sync(folder);
};

/**
 * Writes a folder, which appears once all of it is on disk. One that is there already is moved aside first and removed
 * last, so that at every moment either of the two is complete on disk.
 *
 * @param place  a path at which nothing is, or a folder to replace
 */
export const writeWholeFolder = (place: string, files: FolderFiles): void => {
  const dir = resolve(place);
  const parent = dirname(dir);
  mkdirSync(parent, { recursive: true });
  const unfinished = besideOf(dir, "unfinished");
  try {
    fill(unfinished, files);
    const replaced = existsSync(dir) ? besideOf(dir, "replaced") : undefined;
    if (replaced !== undefined) renameSync(dir, replaced);
    renameSync(unfinished, dir);
    sync(parent);
    if (replaced !== undefined) rmSync(replaced, { recursive: true });
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
};
