/** @file The table of tables: a new one is a file and a row. */
import type { TableKind } from "../table";
import { RUNS } from "./runs";

/** Every kind of table, in the order of the page. */
export const TABLES: readonly TableKind[] = [RUNS];
