/** @file A p value in a table. */
import { short } from "../figures/format";
import type { Cell } from "../table";

/** Three digits for people, all for programs; empty without a test. */
export const pCell = (p: number | undefined): Cell =>
  p === undefined ? "" : { text: short(p), value: p };
