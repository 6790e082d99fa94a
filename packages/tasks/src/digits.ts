/** @file Strings of random decimal digits, the material of the built-in tasks. */
import { checkLength } from "./check";
import type { Random } from "./random";

/** Draws `length` digits, each uniform and independent; leading zeros are as likely as any digit. */
export function sampleDigits(length: number, random: Random): string {
  checkLength(length);
  let digits = "";
  for (let i = 0; i < length; i += 1) digits += String(random.int(10));
  return digits;
}
