/** @file What lies outside of a hostile folder: good files that it may point at, none of which may be read or changed. */
import { createHash } from "node:crypto";
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/** Stands in every file outside, as a seed, a loss or a text; wherever else it shows up, a file outside was read. */
export const MARK = 424_242;

/** Files beside those that a run or a model folder has of itself, for links that want a file of that name. */
const PLAIN = ["run.lock", "done.json", "events.tfevents", "secret.txt"];

/** Adds what is neither run nor model folder. */
export const writePlainFiles = (outside: string): void => {
  mkdirSync(join(outside, "empty"), { recursive: true });
  for (const name of PLAIN)
    writeFileSync(join(outside, name), `{"step":${MARK},"text":"${MARK}"}\n`);
};

const describe = (path: string, withContent: boolean): string => {
  const stats = lstatSync(path, { bigint: true });
  const { ino, mode, size, mtimeNs } = stats;
  const content = stats.isSymbolicLink()
    ? readlinkSync(path)
    : withContent && stats.isFile()
      ? createHash("sha256").update(readFileSync(path)).digest("hex")
      : "";
  // Not the number of names, which a hard link changes, nor the time of the last look.
  return `${ino} ${mode} ${size} ${mtimeNs} ${content}`;
};

/** Files, folders and links below a folder, by path inside it; links are not followed, as Node's own list does. */
export const namesBelow = (dir: string, prefix = ""): string[] =>
  readdirSync(join(dir, prefix), { withFileTypes: true })
    .map((entry) => ({ entry, name: prefix + entry.name }))
    .flatMap(({ entry, name }) =>
      entry.isDirectory() ? [name, ...namesBelow(dir, `${name}/`)] : [name],
    )
    .sort();

/**
 * Everything below a folder, itself included: identity, kind, size, time and content.
 *
 * @param withContent  whether files are read, which a hostile one is not
 */
export const snapshot = (dir: string, withContent: boolean): string =>
  [".", ...namesBelow(dir)]
    .map((name) => `${name} ${describe(join(dir, name), withContent)}`)
    .join("\n");

/** What differs between two snapshots, as lines. */
export const changes = (before: string, after: string): string[] => {
  if (before === after) return [];
  const [then, now] = [before, after].map((text) => text.split("\n"));
  return [
    ...then!.filter((line) => !now!.includes(line)).map((line) => `- ${line}`),
    ...now!.filter((line) => !then!.includes(line)).map((line) => `+ ${line}`),
  ];
};
