/** @file What each train step of a run learns from. */
import { batch, type Batch, type Task } from "@trm/tasks";
import type { TrainConfig } from "../config/config";

/**
 * The batch of the step after `step`: a pure function of the configuration.
 *
 * @param run what is learned, and how
 * @param step train steps done
 * @returns [B, T]
 */
export function batchAfter(
  run: { readonly config: TrainConfig; readonly task: Task },
  step: number,
): Batch {
  const { length, training } = run.config;
  const { seed, batchSize } = training;
  const index = step * batchSize;
  return batch(run.task, { length, seed, split: "train", index, batchSize });
}
