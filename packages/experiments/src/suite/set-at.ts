/** @file Puts values that a suite gives at paths of a configuration. */
import { ConfigPathError, setAt as setRaw } from "@trm/train/raw-config";
import { SuiteError } from "../errors";
import type { RawConfig } from "./schema";

/**
 * A copy with one value put at a path, as `@trm/train` does it.
 *
 * @throws {SuiteError} where something else than a section is on the way
 */
export function setAt(
  config: RawConfig,
  path: readonly string[],
  value: unknown,
): RawConfig {
  try {
    return setRaw(config, path, value);
  } catch (cause) {
    if (!(cause instanceof ConfigPathError)) throw cause;
    throw new SuiteError(cause.message, { cause });
  }
}
