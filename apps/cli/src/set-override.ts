/** @file `--set a.b=c` and the merging of partial configurations. */
import { UsageError } from "./errors";

/** A configuration before it is validated. */
export type RawConfig = { [key: string]: unknown };

/** One override: a path into the configuration and the value to put there. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

const KEY = /^[A-Za-z][A-Za-z0-9_-]*$/;
/** Keys that would reach into the prototype of the object they are set on. */
const FORBIDDEN_KEYS: ReadonlySet<string> = new Set([
  "constructor",
  "prototype",
]);

/** Whether a value is a JSON object, neither null nor an array. */
export function isRecord(value: unknown): value is RawConfig {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * Reads `model.gradient=full`: the value is JSON where it is JSON (numbers, booleans, null, lists), text otherwise.
 * @throws {UsageError} without `=`, or with a path that is no dotted name
 */
export function parseOverride(text: string): Override {
  const at = text.indexOf("=");
  const path = at < 0 ? [] : text.slice(0, at).split(".");
  const named = path.every((key) => KEY.test(key) && !FORBIDDEN_KEYS.has(key));
  if (at < 0 || !named) {
    throw new UsageError(
      `--set expects a dotted name, "=" and a value, such as model.gradient=full, but received ${JSON.stringify(text)}.`,
    );
  }
  return { path, value: parseValue(text.slice(at + 1)) };
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** A copy of `config` with one value put at a path; sections on the way are made where they are absent. */
export function setAt(
  config: RawConfig,
  path: readonly string[],
  value: unknown,
): RawConfig {
  const [key, ...rest] = path;
  if (key === undefined) return config;
  if (rest.length === 0) return { ...config, [key]: value };
  const section = config[key];
  if (section !== undefined && !isRecord(section)) {
    throw new UsageError(
      `Cannot set ${path.join(".")}: ${key} is ${JSON.stringify(section)}, where a section with names and values is expected.`,
    );
  }
  return { ...config, [key]: setAt(section ?? {}, rest, value) };
}

/** A copy of `config` with every override applied, in order. */
export function applyOverrides(
  config: RawConfig,
  overrides: readonly Override[],
): RawConfig {
  return overrides.reduce(
    (changed, { path, value }) => setAt(changed, path, value),
    config,
  );
}

/** Lays `over` on `base`, section by section; lists and plain values are replaced whole. */
export function mergeConfigs(base: RawConfig, over: RawConfig): RawConfig {
  const merged: RawConfig = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const below = merged[key];
    merged[key] =
      isRecord(below) && isRecord(value) ? mergeConfigs(below, value) : value;
  }
  return merged;
}
