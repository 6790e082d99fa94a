/** @file Strict parsers for the values of flags: a number is a number, whole, and in its range. */
import { boundOf, schemaAt } from "./config-schema";
import { UsageError } from "./errors";

/** A decimal number, with an exponent if need be; nothing hexadecimal, empty or infinite. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;

/** Bounds of a number; both ends are allowed values unless `above` or `below` is used. */
export interface Range {
  readonly min?: number;
  readonly max?: number;
  /** The value must be greater than this. */
  readonly above?: number;
  /** The value must be less than this. */
  readonly below?: number;
}

/** Reads a flag's value, or throws a sentence that names the flag. */
export type Parser<T> = (text: string) => T;

function holds(value: number, range: Range): boolean {
  const { min = -Infinity, max = Infinity } = range;
  const { above = -Infinity, below = Infinity } = range;
  return value >= min && value <= max && value > above && value < below;
}

function describeRange({ min, max, above, below }: Range): string {
  const parts: string[] = [];
  if (min !== undefined) parts.push(`of ${min} or more`);
  if (above !== undefined) parts.push(`above ${above}`);
  if (max !== undefined) parts.push(`at most ${max}`);
  if (below !== undefined) parts.push(`below ${below}`);
  return parts.length === 0 ? "" : ` ${parts.join(" and ")}`;
}

function refuse(flag: string, expected: string, received: string): never {
  throw new UsageError(
    `${flag} expects ${expected}, but received ${JSON.stringify(received)}.`,
  );
}

/**
 * A parser for a number in a range.
 * @throws {UsageError} for text such as `1e3x`, `NaN`, `0x10` or an empty string, and outside the range
 */
export function numberFlag(flag: string, range: Range = {}): Parser<number> {
  return (text) => {
    const value = NUMBER.test(text) ? Number(text) : NaN;
    if (Number.isFinite(value) && holds(value, range)) return value;
    return refuse(flag, `a number${describeRange(range)}`, text);
  };
}

/**
 * A parser for a whole number in a range.
 * @throws {UsageError} also for fractions and for integers that a double cannot hold
 */
export function integerFlag(flag: string, range: Range = {}): Parser<number> {
  return (text) => {
    const value = NUMBER.test(text) ? Number(text) : NaN;
    if (Number.isSafeInteger(value) && holds(value, range)) return value;
    return refuse(flag, `a whole number${describeRange(range)}`, text);
  };
}

/** A parser for a number of things: a whole number of 1 or more, and of `max` at most. */
export function countFlag(flag: string, max?: number): Parser<number> {
  return integerFlag(flag, { min: 1, max });
}

/** A parser for the path of a folder, or of whatever is named: an empty one would be where the command runs. */
export function pathFlag(flag: string, what = "a folder"): Parser<string> {
  return (text) => (text === "" ? refuse(flag, what, text) : text);
}

/** A parser for a seed: a whole number of 31 bits, as the configuration holds. */
export function seedFlag(flag: string): Parser<number> {
  const { minimum: min, maximum: max } = schemaAt(["training", "seed"]);
  return integerFlag(flag, { min, max });
}

/** The largest values that are no slip of the keyboard: those of the configuration, and that of the decoders. */
export const MOST = {
  length: boundOf(schemaAt(["length"])),
  examples: boundOf(schemaAt(["evaluation", "count"])),
  threads: boundOf(schemaAt(["runtime", "threads"])),
  temperature: 1000,
} as const;

/** A parser for a comma-separated list of whole numbers, such as `10,20,30`. */
export function integerListFlag(
  flag: string,
  range: Range = {},
): Parser<number[]> {
  const parse = integerFlag(flag, range);
  return (text) => text.split(",").map((part) => parse(part.trim()));
}

/**
 * A parser for one of a few words.
 * @throws {UsageError} naming all of them
 */
export function choiceFlag<const T extends string>(
  flag: string,
  choices: readonly T[],
): Parser<T> {
  return (text) =>
    choices.find((choice) => choice === text) ??
    refuse(flag, choices.join(" or "), text);
}
