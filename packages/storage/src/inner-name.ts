/** @file Names of files inside a folder. */
import { join } from "node:path";
import { StorageError } from "./errors";

/** On Windows a backslash separates folders, and a colon begins a drive or a second stream of a file. */
const MEANS_MORE = /[\\:\0]/;

/**
 * The path of a file inside a folder.
 *
 * @param name  path inside the folder; `/` separates
 * @throws {StorageError} BAD_NAME, when the name could lead elsewhere on any system
 */
export const innerPath = (dir: string, name: string): string => {
  const path = join(dir, name);
  const leads = name
    .split("/")
    .some((part) => part === "" || part === "." || part === "..");
  if (leads || MEANS_MORE.test(name))
    throw new StorageError(
      `${JSON.stringify(name.slice(0, 80))} is no name of a file inside ${dir}; expected names separated by "/", without "..", backslash or colon.`,
      { code: "BAD_NAME", path },
    );
  return path;
};
