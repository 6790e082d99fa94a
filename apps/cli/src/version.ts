/** @file The version of the command, from its package.json. */
import { version } from "../package.json";

/** The version of `@trm/cli`. */
export const VERSION: string = version;
