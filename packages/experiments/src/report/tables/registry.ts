/** @file The table of tables: a new one is a file and a row. */
import type { TableKind } from "../table";
import { CLAIMS } from "./claims";
import { INTERACTIONS_TABLE } from "./interactions";
import { LENGTHS_TABLE } from "./lengths";
import { MAIN } from "./main";
import { PAPER } from "./paper";
import { PASS_NORMS_TABLE } from "./pass-norms";
import { PHASES_TABLE } from "./phases";
import { RUNS } from "./runs";
import { STEPS } from "./steps";

/** Every kind of table, in the order of the page. */
export const TABLES: readonly TableKind[] = [
  CLAIMS,
  MAIN,
  PAPER,
  INTERACTIONS_TABLE,
  STEPS,
  LENGTHS_TABLE,
  PHASES_TABLE,
  PASS_NORMS_TABLE,
  RUNS,
];
