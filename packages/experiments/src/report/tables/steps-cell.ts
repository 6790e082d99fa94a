/** @file Censored steps in a table. */
import type { CensoredSteps } from "../../statistics/censored-steps";
import { whole } from "../figures/format";
import type { Cell } from "../table";

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
    value: median ?? `> ${horizon}`,
  };
};
