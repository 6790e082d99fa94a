/** @file Where things lie in this repository, for the tests that look over all of it. */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

/** The repository's root folder. */
export const ROOT = resolve(import.meta.dirname, "../..");

/** What the tests read of a `package.json`. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly files?: readonly string[];
  readonly exports?: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

/** A workspace: its folder relative to the root, and its manifest. */
export interface Workspace {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** The text of a file given relative to the root. */
export const readText = (path: string): string =>
  readFileSync(join(ROOT, path), "utf8");

/** Whether a file given relative to the root exists. */
export const isPresent = (path: string): boolean =>
  existsSync(join(ROOT, path));

const readManifest = (folder: string): Manifest =>
  JSON.parse(readText(join(folder, "package.json"))) as Manifest;

const foldersIn = (parent: string): string[] =>
  readdirSync(join(ROOT, parent)).map((name) => `${parent}/${name}`);

/** Every workspace of the repository, in the order of the root manifest. */
export const WORKSPACES: readonly Workspace[] = [
  ...foldersIn("packages"),
  ...foldersIn("apps"),
  "bench",
]
  .filter((folder) => isPresent(`${folder}/package.json`))
  .map((folder) => ({ folder, manifest: readManifest(folder) }));

/** The workspaces that go to the registry. */
export const PUBLISHED: readonly Workspace[] = WORKSPACES.filter(
  ({ manifest }) => manifest.private !== true,
);

/** Files that git knows of or would add, relative to the root. */
export const trackedFiles = (): string[] =>
  execFileSync(
    "git",
    ["ls-files", "-z", "--cached", "--others", "--exclude-standard"],
    { cwd: ROOT, encoding: "utf8" },
  )
    .split("\0")
    .filter((path) => path !== "" && isPresent(path));
