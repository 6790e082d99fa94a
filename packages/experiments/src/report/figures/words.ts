/** @file The words of figures and tables: labels of cells, and what captions say of seeds and of early stops. */
import type { RunRecord } from "../../record/record";
import type { SweepView } from "../sweep-view";
import { keyTitle } from "../titles";
import type { CellGroup, GridCell } from "./data/groups";
import { groupBy } from "./data/group-by";
import { short, whole } from "./format";
import { MOST_BANDS, type Spread } from "./series";

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

/** What shows how far seeds lie apart, in plots of few series and in those of many. */
export const spreadWords = (
  cells: readonly { readonly runs: readonly unknown[] }[],
  spreads: readonly Spread[],
): string => {
  if (!spreads.includes("runs")) return intervalWords("Bands are", cells);
  const thin = `Thin lines are single seeds${spreads.includes("bands") ? ` in plots of more than ${MOST_BANDS} series` : ""}.`;
  return sentences(
    spreads.includes("bands") ? intervalWords("Bands are", cells) : "",
    cells.some(({ runs }) => runs.length > 1) ? thin : "",
  );
};

/** How many examples an evaluation during training has. */
export const exampleWords = (
  cells: readonly { readonly runs: readonly Pick<RunRecord, "config">[] }[],
): string => {
  const runs = cells.flatMap(({ runs: of }) => of);
  const counts = runs.map(({ config }) => config.evaluation.count);
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return `Each evaluation during training has ${least === most ? whole(most) : `${whole(least)} to ${whole(most)}`} examples.`;
};

/** A rule of an early stop: `characters right held 99 %`. */
const ruleWords = ({
  metric,
  threshold,
}: NonNullable<RunRecord["ending"]["stoppedEarly"]>): string =>
  `${keyTitle(metric)} held ${short(100 * threshold)} %`;

const joined = (parts: readonly string[]): string =>
  [parts.slice(0, -1).join(", "), ...parts.slice(-1)]
    .filter((part) => part !== "")
    .join(" and ");

/**
 * What is said of runs that ended by an early stop; empty without.
 *
 * @param drawn how what follows a stop is drawn
 */
export const stoppedWords = (
  cells: readonly { readonly runs: readonly Pick<RunRecord, "ending">[] }[],
  drawn = "drawn dotted where all runs of a cell have ended",
): string => {
  // A run may be in several cells.
  const runs = [...new Set(cells.flatMap(({ runs: of }) => of))];
  const stopped = runs.filter(({ ending }) => ending.stoppedEarly);
  if (stopped.length === 0) return "";
  const rules = stopped.flatMap(({ ending: { stoppedEarly } }) =>
    stoppedEarly ? [ruleWords(stoppedEarly)] : [],
  );
  const byRule = [...groupBy(rules, (rule) => rule)];
  const words =
    byRule.length === 1
      ? ` once ${rules[0]}`
      : `, ${joined(byRule.map(([rule, { length }]) => `${length} once ${rule}`))}`;
  return `${stopped.length} of ${runs.length} runs were stopped early${words}; they keep their last value from there on, ${drawn}.`;
};

/** Sentences of a caption, those that are empty left out. */
export const sentences = (...parts: readonly string[]): string =>
  parts.filter((part) => part !== "").join(" ");
