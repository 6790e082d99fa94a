/** @file Names beside a file or folder, for what is not finished or no longer wanted. */
import { randomBytes } from "node:crypto";
import { basename, dirname, join } from "node:path";

/**
 * What lies beside: `unfinished` and `removed` are worth nothing, and so is `takeover`, the right to replace a dead lock, once
 * somebody has the lock; `replaced` is what stood at a place before, whole.
 */
type Beside = "unfinished" | "removed" | "takeover" | "replaced";

/** UTF-16 units, so that with all that is added no file system finds the name too long. */
const MOST_NAME = 50;

const LEFTOVER = /^\.(unfinished|removed|takeover)-.*-[0-9a-f]{8}$/s;

/**
 * A name in the same folder: `.unfinished-NAME-01234567`.
 *
 * @param end  8 hexadecimal digits; when absent, such that nothing has the name
 */
export const besideOf = (
  path: string,
  what: Beside,
  end = randomBytes(4).toString("hex"),
): string =>
  join(dirname(path), `.${what}-${basename(path).slice(0, MOST_NAME)}-${end}`);

/** Whether a name is one of {@link besideOf} for something worth nothing. */
export const isLeftover = (name: string): boolean => LEFTOVER.test(name);
