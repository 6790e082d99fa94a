/** @file Checks of single config values; each returns the value with its type or throws one sentence. */
import { ConfigError } from "./errors";
import { showValue } from "./show-value";

/** Reads one field: the value with its type, or a {@link ConfigError} naming the field. */
export type Field<T> = (name: string, value: unknown) => T;

const reject = (name: string, expected: string, value: unknown): never => {
  throw new ConfigError(
    `Model config: ${name} must be ${expected}, received ${showValue(value)}.`,
    { keys: [name] },
  );
};

/** An integer from `least` on. */
export const integerFrom =
  (least: number): Field<number> =>
  (name, value) =>
    typeof value === "number" && Number.isSafeInteger(value) && value >= least
      ? value
      : reject(name, `an integer of at least ${least}`, value);

/** A number in [least, most], or in [least, most) when `open`. */
export const numberIn =
  (least: number, most: number, open = false): Field<number> =>
  (name, value) =>
    typeof value === "number" &&
    value >= least &&
    (open ? value < most : value <= most)
      ? value
      : reject(
          name,
          `a number in [${least}, ${most}${open ? ")" : "]"}`,
          value,
        );

/** A finite number of at least 0. */
export const nonNegative: Field<number> = (name, value) =>
  typeof value === "number" && Number.isFinite(value) && value >= 0
    ? value
    : reject(name, "a finite number of at least 0", value);

/** true or false. */
export const boolean: Field<boolean> = (name, value) =>
  typeof value === "boolean" ? value : reject(name, "true or false", value);

/** One of a list of values. */
export const oneOf =
  <const T extends string | number>(values: readonly T[]): Field<T> =>
  (name, value) =>
    values.find((known) => known === value) ??
    reject(name, `one of ${values.join(", ")}`, value);

/** A field that may be left out. */
export const optional =
  <T>(field: Field<T>): Field<T | undefined> =>
  (name, value) =>
    value === undefined ? undefined : field(name, value);

/** A string. */
export const text: Field<string> = (name, value) =>
  typeof value === "string" ? value : reject(name, "a string", value);
