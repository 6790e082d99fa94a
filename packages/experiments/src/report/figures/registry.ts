/** @file The table of figures: a new one is a file and a row. */
import type { FigureKind } from "../figure";
import { ACCURACY_BARS } from "./accuracy-bars";
import { DIFFICULTY } from "./difficulty";
import { FACTORS } from "./factors";
import { FLOPS } from "./flops";
import { INTERACTIONS } from "./interactions";
import { LAST_CHARACTER, LEARNING_CURVES } from "./learning-curves";
import { LENGTHS } from "./lengths";
import { LOOPS } from "./loops";
import { PASS_GRADIENTS, STATE_NORMS } from "./pass-norms";
import { PHASES } from "./phases";
import { POSITIONS } from "./positions";
import { QUARTILES } from "./quartiles";
import { USED_PASSES } from "./used-passes";

/** Every kind of figure, in the order of the page. */
export const FIGURES: readonly FigureKind[] = [
  ACCURACY_BARS,
  LEARNING_CURVES,
  QUARTILES,
  PHASES,
  POSITIONS,
  LAST_CHARACTER,
  DIFFICULTY,
  LENGTHS,
  FLOPS,
  LOOPS,
  FACTORS,
  INTERACTIONS,
  USED_PASSES,
  STATE_NORMS,
  PASS_GRADIENTS,
];
