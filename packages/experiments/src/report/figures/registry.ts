/** @file The table of figures: a new one is a file and a row. */
import type { FigureKind } from "../figure";
import { DIFFICULTY } from "./difficulty";
import { LAST_CHARACTER } from "./last-character";
import { LENGTHS } from "./lengths";
import { PHASES } from "./phases";
import { POSITIONS } from "./positions";
import { QUARTILES } from "./quartiles";

/** Every kind of figure, in the order of the page. */
export const FIGURES: readonly FigureKind[] = [
  QUARTILES,
  PHASES,
  POSITIONS,
  LAST_CHARACTER,
  DIFFICULTY,
  LENGTHS,
];
