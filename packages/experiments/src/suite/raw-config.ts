/** @file Configurations before they are validated: laid on each other, and values put at paths. */
import { SuiteError } from "../errors";
import type { RawConfig } from "./schema";

/** One value for a path into a configuration, from outside the suite. */
export interface Override {
  readonly path: readonly string[];
  /** null: absent */
  readonly value: unknown;
}

/** Whether a value is a JSON object, neither null nor a list. */
export const isRecord = (value: unknown): value is RawConfig =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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

/**
 * A copy with one value put at a path; sections on the way are made where they are absent.
 *
 * @throws {SuiteError} where something else than a section is on the way
 */
export function setAt(
  config: RawConfig,
  path: readonly string[],
  value: unknown,
): RawConfig {
  const [key, ...rest] = path;
  if (key === undefined) return config;
  if (rest.length === 0) return { ...config, [key]: value ?? undefined };
  const section = ownValue(config, key);
  if (section !== undefined && !isRecord(section))
    throw new SuiteError(
      `Cannot set ${path.join(".")}: ${key} is ${JSON.stringify(section).slice(0, 80)}, where a section with names and values is expected.`,
    );
  return { ...config, [key]: setAt(section ?? {}, rest, value) };
}

/** What is at a path, through sections and lists; undefined where nothing is. */
export const valueAt = (config: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (value, key) =>
      typeof value === "object" && value !== null && Object.hasOwn(value, key)
        ? Reflect.get(value, key)
        : undefined,
    config,
  );
