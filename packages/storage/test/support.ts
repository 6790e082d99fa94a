/** @file Disks with something on them, and what they show. */
import { join, resolve } from "node:path";
import {
  StorageError,
  type FileSystem,
  readInside,
  writeWholeFile,
} from "../src/index";
import {
  createSimulatedDisk,
  failAt,
  seededRandom,
  SimulatedCrash,
  type Fault,
  type Random,
  type SimulatedDisk,
} from "../src/testing/index";
import { systemError } from "../src/testing/system-error";

/** The only folder of the disks here; a drive of Windows has another root than `/`. */
export const ROOT = resolve("/");

export const encode = (text: string): Uint8Array =>
  new TextEncoder().encode(text);

export const decode = (bytes: Uint8Array): string =>
  new TextDecoder().decode(bytes);

/** A disk with these files, all of them synced. */
export const diskWith = (
  contents: Readonly<Record<string, string>>,
): SimulatedDisk => {
  const disk = createSimulatedDisk();
  for (const [name, text] of Object.entries(contents))
    writeWholeFile(disk, join(ROOT, name), [encode(text)]);
  return disk.settled();
};

/** The same on which some operations do something else. */
export const diskWhere = (
  contents: Readonly<Record<string, string>>,
  other: Partial<FileSystem>,
): { readonly disk: SimulatedDisk; readonly files: FileSystem } => {
  const disk = diskWith(contents);
  const counted: FileSystem = failAt(disk, Infinity, { crash: true });
  return { disk, files: { ...counted, ...other } };
};

/** An operation that fails. */
export const failing = (code: string) => (): never => {
  throw systemError(code, "simulated");
};

/** What stands at a path: the text of a file, what is in a folder, undefined for nothing. */
export const shown = (files: FileSystem, path: string): string | undefined => {
  const status = files.status(path);
  if (status === undefined) return undefined;
  if (status.kind === "file")
    return decode(readInside(files, ROOT, path.slice(ROOT.length), 1e6));
  const inner = files
    .list(path)
    .map((name) => `${name}: ${shown(files, join(path, name)) ?? ""}`);
  return `{${inner.join(", ")}}`;
};

/** Names in the root that this package made for a while. */
export const leftovers = (files: FileSystem): string[] =>
  files.list(ROOT).filter((name) => name.startsWith("."));

/** Every way of failing that a disk here knows. */
export const FAULTS: readonly Fault[] = [
  { crash: true },
  { crash: true, short: true },
  { error: "EIO", done: true },
  { error: "ENOSPC" },
  { error: "ENOSPC", short: true },
  { error: "ENOSPC", short: true, persists: true },
  { error: "EIO" },
  { error: "EIO", persists: true },
  { error: "EROFS", persists: true },
  { error: "EACCES" },
  { error: "EXDEV", persists: true },
  { error: "EMFILE", persists: true },
  { error: "EDQUOT", persists: true },
];

/** Power cuts: one that takes all it can, one that takes nothing, and others. */
export const powerCuts = (count: number, seed = 0): readonly Random[] => [
  () => 0,
  () => 0.999,
  ...Array.from({ length: count }, (_, index) =>
    seededRandom(seed * 1000 + index),
  ),
];

/**
 * Runs something on a failing disk.
 *
 * @returns why it stopped; undefined when it did not
 * @throws whatever is neither an expected error nor the simulated end
 */
export const outcomeOf = (
  run: () => void,
): StorageError | SimulatedCrash | undefined => {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof StorageError || error instanceof SimulatedCrash)
      return error;
    throw error;
  }
};
