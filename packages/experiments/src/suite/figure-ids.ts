/** @file What a suite's `figures` may name, known without anything that draws. */

/** The ids of all kinds of figures; each kind's type holds it to this list. */
export const FIGURE_IDS = [
  "accuracy",
  "learning-curves",
  "quartiles",
  "phases",
  "positions",
  "last-character",
  "difficulty",
  "lengths",
  "flops",
  "loops",
  "factors",
  "interactions",
  "used-passes",
  "state-norms",
  "pass-gradients",
] as const;

/** The id of a kind of figure. */
export type FigureId = (typeof FIGURE_IDS)[number];
