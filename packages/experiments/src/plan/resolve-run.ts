/** @file The complete configuration of a sweep's run. */
import { ConfigError } from "@trm/models";
import { getTask, sequenceLength } from "@trm/tasks";
import { parseTrainConfig, type TrainConfig } from "@trm/train";
import { mergeConfigs, valueAt } from "@trm/train/raw-config";
import type { RawConfig, Suite } from "../suite/schema";
import type { FinalEvaluation } from "./plan";

/** What differs from a lone run: many run side by side, each on a thread, and their disks fill up. */
const SWEEP_DEFAULTS: RawConfig = {
  runtime: { threads: 1 },
  checkpoint: { keepLast: 1 },
};

/** An interrupt costs at most so many evaluation intervals. */
const EVALUATIONS_PER_CHECKPOINT = 2;

const withCheckpoints = (config: TrainConfig, raw: RawConfig): TrainConfig => {
  if (valueAt(raw, ["checkpoint", "everySteps"]) !== undefined) return config;
  const everySteps = config.evaluation.everySteps * EVALUATIONS_PER_CHECKPOINT;
  return { ...config, checkpoint: { ...config.checkpoint, everySteps } };
};

/** Refuses what the model has no positions for only once it has been trained. */
function checkLengths(config: TrainConfig, lengths: readonly number[]): void {
  const { blockSize } = config.model;
  const task = getTask(config.task);
  for (const length of lengths) {
    const tokens = sequenceLength(task, length);
    if (tokens > blockSize)
      throw new ConfigError(
        `The length ${length} of its evaluation makes ${config.task} ${tokens} tokens long, but "model.blockSize" allows ${blockSize} positions; ask for shorter ones or raise the block size.`,
        { keys: ["model.blockSize"] },
      );
  }
}

/**
 * Validates a run of a sweep and fills in what it leaves out: one thread, one checkpoint besides the best, written every
 * other evaluation; the evaluation at the training length.
 *
 * @throws {ConfigError} for a configuration that makes no run, or a length that its model has no positions for
 */
export function resolveRun(
  raw: RawConfig,
  { count, lengths }: Suite["evaluation"],
): { readonly config: TrainConfig; readonly evaluation: FinalEvaluation } {
  const parsed = parseTrainConfig(mergeConfigs(SWEEP_DEFAULTS, raw));
  const config = withCheckpoints(parsed, raw);
  const evaluation = { count, lengths: lengths ?? [config.length] };
  checkLengths(config, evaluation.lengths);
  return { config, evaluation };
}
