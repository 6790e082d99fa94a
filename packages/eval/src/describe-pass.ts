/** @file Where a block pass stands in the recurrence. */
import { type ModelConfig, passesPerStep } from "@trm/models";

/** A block pass by its place. */
export interface PassPlace {
  /** Recurrence step, from 1; of distinct blocks, the block. */
  readonly step: number;
  /** Cycle of the step, from 1. */
  readonly cycle: number;
  /** The state that the pass makes: h with one stream, else z (reasoning) or y (solution). */
  readonly state: "h" | "y" | "z";
}

/** Where block pass number `pass`, from 0, stands in the recurrence. */
export const describePass = (config: ModelConfig, pass: number): PassPlace => {
  const perStep = passesPerStep(config);
  const step = Math.floor(pass / perStep) + 1;
  if (config.streams === 1) return { step, cycle: 1, state: "h" };
  const perCycle = config.nInnerLoops + 1;
  const inStep = pass % perStep;
  return {
    step,
    cycle: Math.floor(inStep / perCycle) + 1,
    state: inStep % perCycle === config.nInnerLoops ? "y" : "z",
  };
};
