/** @file Names beside a file or folder, for what is not finished or no longer wanted. */
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/**
 * What lies beside: `unfinished` and `removed` are worth nothing; `replaced` is what stood at a place before, whole.
 */
type Beside = "unfinished" | "removed" | "replaced";

/** UTF-16 units, so that with all that is added no file system finds the name too long. */
const MOST_NAME = 50;

const LEFTOVER = /^\.(unfinished|removed)-.*-[0-9a-f]{8}$/s;

/** A name in the same folder that nothing has: `.unfinished-NAME-01234567`. */
export const besideOf = (path: string, what: Beside): string =>
  join(
    dirname(path),
    `.${what}-${basename(path).slice(0, MOST_NAME)}-${randomBytes(4).toString("hex")}`,
  );

/** Whether a name is one of {@link besideOf} for something worth nothing. */
export const isLeftover = (name: string): boolean => LEFTOVER.test(name);
