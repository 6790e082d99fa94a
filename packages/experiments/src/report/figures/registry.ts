/** @file The table of figures: a new one is a file and a row. */
import type { FigureKind } from "../figure";

/** Every kind of figure, in the order of the page. */
export const FIGURES: readonly FigureKind[] = [];
