/** @file Which state each block application of a forward writes. */
import { countSteps, type ModelConfig } from "@trm/models";

/** One block application of a forward. */
export interface Pass {
  /** which, from 1, counted over all steps */
  readonly pass: number;
  /** the state that it writes */
  readonly state: "h" | "y" | "z";
}

/** The block applications of one cycle: h, or L times z and then y. */
const cycleOf = ({ streams, nInnerLoops }: ModelConfig): Pass["state"][] =>
  streams === 1
    ? ["h"]
    : [...Array.from({ length: nInnerLoops }, () => "z" as const), "y"];

/**
 * The block applications of a forward, in order: n steps of H cycles, each of L times z and then y; one h per step with
 * one stream.
 *
 * @see paper, the recurrence
 */
export const passesOf = (config: ModelConfig): readonly Pass[] => {
  const steps = countSteps(config);
  const cycles = config.streams === 1 ? steps : steps * config.nOuterLoops;
  return Array.from({ length: cycles }, () => cycleOf(config))
    .flat()
    .map((state, i) => ({ pass: i + 1, state }));
};
