/** @file Censored steps in a table. */
import type { CensoredSteps } from "../../statistics/censored-steps";
import { whole } from "../figures/format";
import type { Cell, Column } from "../table";

/** A column of such steps; programs get a number, and how many runs reached the mark. */
export const stepsColumn = (title: string): Column => ({
  title,
  numeric: true,
  csv: [title, `${title}, reached`],
});

/** The median of steps to a mark, or that it lies beyond the last look; with how many runs reached the mark, if not all. */
export const stepsCell = ({
  median,
  horizon,
  reached,
  n,
}: CensoredSteps): Cell => {
  const steps = median === undefined ? `> ${whole(horizon)}` : whole(median);
  return {
    text: reached === n ? steps : `${steps} (${reached} of ${n})`,
    value: [median ?? "", `${reached} of ${n}`],
  };
};
