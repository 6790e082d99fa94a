/** @file Where gradient truncation cuts the states. */
import type { ModelConfig } from "./model-config";

/** Whether y and z are detached at the start of a step, and at the start of each of its cycles. */
export interface Cuts {
  readonly atStep: boolean;
  readonly atCycle: boolean;
}

/**
 * The cuts of each `gradient`.
 *
 * `full` and `last-k` cut nowhere here: last-k detaches what each early block pass returns. For `last-cycle`, cutting
 * at the start of every cycle leaves gradient in the step's last one alone.
 */
export const CUTS: Readonly<Record<ModelConfig["gradient"], Cuts>> = {
  full: { atStep: false, atCycle: false },
  "per-step": { atStep: true, atCycle: false },
  "last-cycle": { atStep: true, atCycle: true },
  "last-k": { atStep: false, atCycle: false },
};
