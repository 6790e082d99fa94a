/** @file A number in a table. */
import { short } from "../figures/format";
import type { Cell } from "../table";

/** A number as people read it, with all digits for programs; empty without one. */
export const numberCell = (
  value: number | undefined,
  format: (value: number) => string = short,
): Cell => (value === undefined ? "" : { text: format(value), value });
