/** @file Checks of the integers that callers pass in. */
import { InvalidIntegerError, InvalidLengthError } from "./errors";

/** Returns `length` when it is a positive safe integer, else throws `InvalidLengthError`. */
export const checkLength = (length: number): number => {
  if (!Number.isSafeInteger(length) || length < 1)
    throw new InvalidLengthError(length);
  return length;
};

/** Returns `value` when it is a safe integer of at least `least` (0 or 1), else throws `InvalidIntegerError`. */
export const checkInteger = (
  what: string,
  value: number,
  least: 0 | 1,
): number => {
  if (!Number.isSafeInteger(value) || value < least)
    throw new InvalidIntegerError(
      what,
      least === 0 ? "a safe integer of 0 or more" : "a positive safe integer",
      value,
    );
  return value;
};
