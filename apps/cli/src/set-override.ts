/** @file `--set a.b=c`: values for paths into a configuration, from the command line. */
import {
  ConfigPathError,
  setAt,
  type Override,
  type RawConfig,
} from "@trm/train/raw-config";
import { UsageError } from "./errors";
import { checkJson } from "./parse-json";

/** Any name, so that an unknown one is refused as what it is. */
const KEY = /^[\w$-]+$/;
/** More keys than any path of a configuration has. */
const MOST_KEYS = 16;

/**
 * Reads `model.gradient=full`: the value is JSON where it is JSON (numbers, booleans, null, lists), text otherwise.
 * @throws {UsageError} without `=`, or with a path that is no dotted name
 */
export function parseOverride(text: string): Override {
  const at = text.indexOf("=");
  const path = at < 0 ? [] : text.slice(0, at).split(".");
  if (
    at < 0 ||
    path.length > MOST_KEYS ||
    !path.every((key) => KEY.test(key))
  ) {
    throw new UsageError(
      `--set expects a dotted name, "=" and a value, such as model.gradient=full, but received ${JSON.stringify(text.slice(0, 80))}.`,
    );
  }
  const what = `--set gives ${path.join(".")} a value`;
  return { path, value: parseValue(text.slice(at + 1), what) };
}

function parseValue(text: string, what: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  checkJson(text, value, what);
  return value;
}

/**
 * A copy of `config` with every override applied, in order.
 * @throws {UsageError} for a path through something that is no section
 */
export function applyOverrides(
  config: RawConfig,
  overrides: readonly Override[],
): RawConfig {
  try {
    return overrides.reduce(
      (changed, { path, value }) => setAt(changed, path, value),
      config,
    );
  } catch (cause) {
    if (!(cause instanceof ConfigPathError)) throw cause;
    throw new UsageError(cause.message, { cause });
  }
}
