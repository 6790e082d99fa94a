/** @file The words of figures and tables: labels of cells, and what captions say of seeds and of early stops. */
import type { RunRecord } from "../../record/record";
import type { SweepView } from "../sweep-view";
import type { CellGroup, GridCell } from "./data/groups";

/** Says a value of an axis in words, as {@link SweepView.titleOf} does. */
type TitleOf = SweepView["titleOf"];

/** Labels in words, in their order. */
const labelWords = (
  labels: Readonly<Record<string, string>>,
  titleOf: TitleOf,
): string =>
  Object.entries(labels)
    .map(([axis, label]) => titleOf(axis, label))
    .join(", ");

/** What tells a plot from its neighbours: its block where there are several, and what its cells share. */
export const groupWords = (
  { block, shared }: Pick<CellGroup<GridCell>, "block" | "shared">,
  { plan, titleOf }: Pick<SweepView, "plan" | "titleOf">,
): string => {
  const words = labelWords(shared, titleOf);
  if (plan.suite.blocks.length < 2) return words;
  const title = plan.suite.blocks.find(({ name }) => name === block)?.title;
  return `${block}: ${words || (title ?? block)}`;
};

/** How many runs of different seeds each cell has: `3 seeds each`, `2 to 4 seeds each`, `one seed each`. */
export const seedWords = (
  cells: readonly { readonly runs: readonly unknown[] }[],
): string => {
  const counts = cells.map(({ runs }) => runs.length).filter((n) => n > 0);
  const least = Math.min(...counts);
  const most = Math.max(...counts);
  if (counts.length === 0) return "no run yet";
  if (most === 1) return "one seed each";
  return least === most
    ? `${most} seeds each`
    : `${least} to ${most} seeds each`;
};

/** What a band or a bar is; cells of one seed have none. */
export const intervalWords = (
  what: string,
  cells: readonly { readonly runs: readonly unknown[] }[],
): string => {
  const counts = cells.map(({ runs }) => runs.length);
  if (!counts.some((n) => n > 1)) return "One seed gives no interval.";
  const without = counts.some((n) => n === 1)
    ? "; where there is one seed, there is none"
    : "";
  return `${what} 95 % intervals of the mean over seeds (Student t)${without}.`;
};

/**
 * What is said of runs that ended by an early stop; empty without.
 *
 * @param drawn how what follows a stop is drawn
 */
export const stoppedWords = (
  cells: readonly { readonly runs: readonly Pick<RunRecord, "ending">[] }[],
  drawn = "drawn dotted where all runs of a cell have ended",
): string => {
  const runs = cells.flatMap(({ runs: of }) => of);
  const stopped = runs.filter(({ ending }) => ending.stoppedEarly);
  const first = stopped[0]?.ending.stoppedEarly;
  if (!first) return "";
  return `${stopped.length} of ${runs.length} runs were stopped once their ${first.metric} held ${first.threshold}; they keep their last value from there on, ${drawn}.`;
};

/** Sentences of a caption, those that are empty left out. */
export const sentences = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== "").join(" ");
