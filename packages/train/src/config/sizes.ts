/** @file Bounds on what several values of a configuration make together: positions, parameters, memory. */
import { ConfigError, countParameters, type ModelConfig } from "@trm/models";
import { sequenceLength, type Task } from "@trm/tasks";
import type { TrainConfig } from "./schema";

/** 2 GiB of float32, which training holds four times over: parameters, gradient and two moments. */
const MOST_PARAMETERS = 2 ** 29;
/** 8 GiB of float32 for one tensor of attention scores [B, heads, T, T]. */
const MOST_SCORES = 2 ** 31;

/**
 * Refuses what would fail for want of positions or memory only once the run has begun.
 *
 * @param config the training
 * @param modelConfig the model that it makes
 * @param task what is learned
 * @throws {ConfigError} naming the values to lower
 */
export function checkSizes(
  config: TrainConfig,
  modelConfig: ModelConfig,
  task: Task,
): void {
  const { length, model, training } = config;
  const parameters = countParameters(modelConfig);
  if (parameters > MOST_PARAMETERS)
    throw new ConfigError(
      `The configuration makes a model of ${parameters} parameters, but at most ${MOST_PARAMETERS} are expected; ` +
        `lower "model.nEmbd", "model.blockSize" or, where blocks are distinct, "budget".`,
      { keys: ["model.nEmbd", "model.blockSize", "budget"] },
    );
  const tokens = sequenceLength(task, length);
  if (tokens > model.blockSize)
    throw new ConfigError(
      `Configuration key "length" is ${length}, which makes ${config.task} ${tokens} tokens long, ` +
        `but "model.blockSize" allows ${model.blockSize} positions; lower the length or raise the block size.`,
      { keys: ["length", "model.blockSize"] },
    );
  const sequences = Math.ceil(training.batchSize / training.accumulationSteps);
  const scores = sequences * model.nHead * tokens ** 2;
  if (scores > MOST_SCORES)
    throw new ConfigError(
      `A batch of ${sequences} sequences of ${tokens} tokens has ${scores} attention scores in ${model.nHead} heads, ` +
        `but at most ${MOST_SCORES} are expected; lower "training.batchSize", "length" or "model.nHead", or raise "training.accumulationSteps".`,
      {
        keys: [
          ...["training.batchSize", "length", "model.nHead"],
          "training.accumulationSteps",
        ],
      },
    );
}
