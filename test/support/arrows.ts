/** @file Judges the imports of files by the package arrows of tools/policy/package-arrows.json. */
import { dirname, join } from "node:path";
import data from "../../tools/policy/package-arrows.json" with { type: "json" };
import type { Import } from "./imports.ts";

/** What one folder may import; the file itself explains the fields. */
export interface Arrow {
  readonly mayImport: readonly string[];
  readonly node: boolean;
  readonly closed?: boolean;
  readonly selfContained?: boolean;
  readonly testsMayImport?: readonly string[];
}

/** The arrows by folder. */
export const ARROWS: Readonly<Record<string, Arrow>> = data.folders;

const contains = (folder: string, path: string): boolean =>
  path === folder || path.startsWith(`${folder}/`);

/** The deepest folder with an arrow that holds the file. */
export const arrowFolderOf = (path: string): string | undefined =>
  Object.keys(ARROWS)
    .filter((folder) => contains(folder, path))
    .sort((a, b) => b.length - a.length)[0];

const isTest = (path: string): boolean =>
  path.endsWith(".test.ts") || /^[^/]+\/[^/]+\/test\//.test(path);

const packageOf = (path: string): string =>
  path
    .split("/")
    .slice(0, path.startsWith("bench") ? 1 : 2)
    .join("/");

const isListed = (name: string, allowed: readonly string[]): boolean =>
  allowed.some(
    (entry) =>
      entry === "*" ||
      name === entry ||
      name.startsWith(entry.endsWith(":*") ? entry.slice(0, -1) : `${entry}/`),
  );

const allowedFor = (path: string, arrow: Arrow): string[] => [
  ...arrow.mayImport,
  ...(arrow.node ? ["node:*"] : []),
  ...(isTest(path)
    ? [
        ...data.tests,
        ...(arrow.testsMayImport ?? []),
        packageOf(path).replace(/^[^/]+/, "@trm"),
      ]
    : []),
];

const judgeRelative = (path: string, name: string): string | undefined => {
  const target = join(dirname(path), name);
  const own = arrowFolderOf(path) ?? "";
  if (isTest(path) && target.startsWith("test-fixtures/")) return undefined;
  if (packageOf(target) !== packageOf(path))
    return "leaves its package by a relative path";
  if (isTest(path)) return undefined;
  if (target === `${packageOf(path)}/src` || /(^|\/)index$/.test(target))
    return "imports an index of its own package";
  const other = arrowFolderOf(target) ?? "";
  if (other !== own && ARROWS[other]?.closed === true && contains(own, other))
    return `loads ${other}, an entry point of its own`;
  return undefined;
};

/**
 * What is wrong with one import of a file.
 * @param path the importing file, relative to the root
 * @returns one sentence, or nothing when the import is allowed
 */
export const judgeImport = (
  path: string,
  { name }: Import,
): string | undefined => {
  const folder = arrowFolderOf(path);
  const arrow = folder === undefined ? undefined : ARROWS[folder];
  if (folder === undefined || arrow === undefined) return undefined;
  const wrong = name.startsWith(".")
    ? judgeRelative(path, name)
    : isListed(name, allowedFor(path, arrow))
      ? undefined
      : `is not in the list of ${folder}`;
  return wrong === undefined ? undefined : `${path}: "${name}" ${wrong}`;
};
