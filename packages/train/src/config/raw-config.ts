/**
 * @file Configurations before they are validated: laid on each other, and values put at paths. An entry point of its own,
 * so that a command line is read without loading what trains.
 */
import { ConfigPathError } from "../errors";
import { isRecord } from "../is-record";

export { ConfigPathError } from "../errors";
export { isRecord } from "../is-record";

/** A configuration before it is validated. */
export type RawConfig = Readonly<Record<string, unknown>>;

/** One value for a path into a configuration. */
export interface Override {
  readonly path: readonly string[];
  /** null: absent, as no key's value is null */
  readonly value: unknown;
}

/** What an object itself has under a key; never what its prototype has. */
const ownValue = (config: RawConfig, key: string): unknown =>
  Object.hasOwn(config, key) ? config[key] : undefined;

/** Lays `over` on `base`, section by section; lists and plain values are replaced whole. */
export function mergeConfigs(base: RawConfig, over: RawConfig): RawConfig {
  const merged = Object.entries(over).map(([key, value]) => {
    const below = ownValue(base, key);
    const both = isRecord(below) && isRecord(value);
    return [key, both ? mergeConfigs(below, value) : value] as const;
  });
  // From entries come own keys only; an assignment to `__proto__` would set something else.
  return { ...base, ...Object.fromEntries(merged) };
}

function setWithin(
  config: RawConfig,
  [key, ...rest]: readonly string[],
  value: unknown,
  whole: readonly string[],
): RawConfig {
  if (key === undefined) return config;
  if (rest.length === 0) return { ...config, [key]: value ?? undefined };
  const section = ownValue(config, key);
  if (section !== undefined && !isRecord(section))
    throw new ConfigPathError(
      `Cannot set ${whole.join(".")}: ${key} is ${JSON.stringify(section).slice(0, 80)}, where a section with names and values is expected.`,
    );
  return { ...config, [key]: setWithin(section ?? {}, rest, value, whole) };
}

/**
 * A copy with one value put at a path; sections on the way are made where they are absent. A key in brackets is always
 * the object's own, `__proto__` too. With null a value is absent; its key stays there, so that an unknown one is still
 * refused.
 *
 * @throws {ConfigPathError} where something else than a section is on the way
 */
export function setAt(
  config: RawConfig,
  path: readonly string[],
  value: unknown,
): RawConfig {
  return setWithin(config, path, value, path);
}

/** What is at a path, through sections and lists; undefined where nothing is. */
export const valueAt = (
  config: unknown,
  path: readonly PropertyKey[],
): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    config,
  );
