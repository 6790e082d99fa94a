/** @file `--set a.b=c` and the merging of partial configurations. */
import { UsageError } from "./errors";
import { checkJson } from "./parse-json";

/** A configuration before it is validated. */
export type RawConfig = { [key: string]: unknown };

/** One override: a path into the configuration and the value to put there. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/** Any name, so that an unknown one is refused as what it is. */
const KEY = /^[\w$-]+$/;
/** More keys than any path of a configuration has. */
const MOST_KEYS = 16;

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

/** What an object itself has under a key; never what its prototype has. */
function ownValue(config: RawConfig, key: string): unknown {
  return Object.hasOwn(config, key) ? config[key] : undefined;
}

/**
 * A copy of `config` with one value put at a path; sections on the way are made where they are absent. A key in
 * brackets is always the object's own, `__proto__` too.
 */
export function setAt(
  config: RawConfig,
  path: readonly string[],
  value: unknown,
): RawConfig {
  const [key, ...rest] = path;
  if (key === undefined) return config;
  if (rest.length === 0) return { ...config, [key]: value };
  const section = ownValue(config, key);
  if (section !== undefined && !isRecord(section)) {
    throw new UsageError(
      `Cannot set ${path.join(".")}: ${key} is ${JSON.stringify(section).slice(0, 80)}, where a section with names and values is expected.`,
    );
  }
  return { ...config, [key]: setAt(section ?? {}, rest, value) };
}

/**
 * A copy of `config` with every override applied, in order. With null a value is absent, as no key's value is null; its
 * key stays there, so that an unknown one is still refused.
 */
export function applyOverrides(
  config: RawConfig,
  overrides: readonly Override[],
): RawConfig {
  return overrides.reduce(
    (changed, { path, value }) => setAt(changed, path, value ?? undefined),
    config,
  );
}

/** Lays `over` on `base`, section by section; lists and plain values are replaced whole. */
export function mergeConfigs(base: RawConfig, over: RawConfig): RawConfig {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = ownValue(base, key);
    return [
      key,
      isRecord(below) && isRecord(value) ? mergeConfigs(below, value) : value,
    ] as const;
  });
  // From entries come own keys only; an assignment to `__proto__` would set something else.
  return { ...base, ...Object.fromEntries(merged) };
}
