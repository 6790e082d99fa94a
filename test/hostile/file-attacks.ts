/** @file Files that are not what their names say: links, pipes, folders, holes of a terabyte. */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Choices } from "../fuzz/random.ts";

/** A place in a folder, and what may be put there. */
export interface Spot {
  /** absolute; something may be there */
  readonly path: string;
  /** absolute; a good file or folder of the same name outside */
  readonly twin: string;
  /** absolute; the folder outside */
  readonly outside: string;
}

type FileAttack = (spot: Spot, choices: Choices) => void;

const clear = (path: string): void => {
  rmSync(path, { recursive: true, force: true });
  mkdirSync(dirname(path), { recursive: true });
};

const link = (target: string, path: string): void => {
  clear(path);
  symlinkSync(target, path);
};

const TERABYTE = 2 ** 40;

/** A file of that length with nothing in it, or the file that is there with nothing behind it. */
const stretch = (path: string, length: number): void => {
  if (existsSync(path) && lstatSync(path).isDirectory()) clear(path);
  if (!existsSync(path)) writeFileSync(path, "");
  truncateSync(path, length);
};

/** The attacks by class. */
export const FILE_ATTACKS: Readonly<Record<string, FileAttack>> = {
  "a link to a good one outside": ({ path, twin }) => link(twin, path),
  "a link to a file outside": ({ path, outside }) =>
    link(join(outside, "secret.txt"), path),
  "a link to a folder outside": ({ path, outside }, choices) =>
    link(choices.of([outside, join(outside, "empty"), "/"]), path),
  "a link to where nothing is yet": ({ path, outside }) =>
    link(join(outside, "empty", `new-${basename(path)}`), path),
  "a link to itself": ({ path }, choices) =>
    link(choices.of([path, basename(path), "."]), path),
  "a link to a device": ({ path }, choices) =>
    link(choices.of(["/dev/zero", "/dev/stdin", "/dev/full"]), path),
  "a link into the process": ({ path }, choices) =>
    link(
      choices.of(["/proc/self/environ", "/proc/self/mem", "/proc/self/fd/0"]),
      path,
    ),
  "a link beside": ({ path }) => {
    if (!existsSync(path)) writeFileSync(path, "");
    renameSync(path, `${path}.moved`);
    symlinkSync(`${basename(path)}.moved`, path);
  },
  "a hard link to a file outside": ({ path, twin, outside }) => {
    clear(path);
    const isFile = existsSync(twin) && lstatSync(twin).isFile();
    linkSync(isFile ? twin : join(outside, "secret.txt"), path);
  },
  "a pipe": ({ path }) => {
    clear(path);
    execFileSync("mkfifo", [path]);
  },
  "a folder in place of a file": ({ path }, choices) => {
    clear(path);
    mkdirSync(path);
    if (choices.once(2)) writeFileSync(join(path, "model.safetensors"), "");
  },
  "a file in place of a folder": ({ path }) => {
    // Of something that lies in a folder of its own, the folder.
    const folder = existsSync(path) && lstatSync(path).isDirectory();
    const place = folder ? path : dirname(path);
    clear(place);
    writeFileSync(place, "");
  },
  "a file of a terabyte": ({ path }) => stretch(path, TERABYTE),
  "a file of three gigabytes": ({ path }) => stretch(path, 3 * 2 ** 30),
  "an empty file": ({ path }) => {
    clear(path);
    writeFileSync(path, "");
  },
  "a missing file": ({ path }) => clear(path),
};

/** Classes after which a file outside may be read, under the name that it has inside; never written. */
export const SHARED: ReadonlySet<string> = new Set([
  "a hard link to a file outside",
]);
