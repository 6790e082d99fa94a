/** @file Names of files inside a folder. */
import { join } from "node:path";
import { StorageError } from "./errors";

/** On Windows a backslash separates folders, and a colon begins a drive or a second stream of a file. */
const MEANS_MORE = /[\\:\0]/;

/** What Windows takes for a device in every folder, whatever follows the first dot. */
const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[\d¹²³]) *(\.|$)/i;

/** Windows drops a dot or a space at the end, so that two names are one; `.` and `..` are among them. */
const isNoName = (part: string): boolean =>
  part === "" || /[. ]$/.test(part) || DEVICE.test(part);

/**
 * The path of a file inside a folder.
 *
 * @param name  path inside the folder; `/` separates
 * @throws {StorageError} BAD_NAME, when the name could lead elsewhere on any system
 */
export const innerPath = (dir: string, name: string): string => {
  const path = join(dir, name);
  if (name.split("/").some(isNoName) || MEANS_MORE.test(name))
    throw new StorageError(
      `${JSON.stringify(name.slice(0, 80))} is no name of a file inside ${dir}; expected names separated by "/", without backslash or colon, none of which ends in a dot or a space or is a device of Windows such as NUL.`,
      { code: "BAD_NAME", path },
    );
  return path;
};
