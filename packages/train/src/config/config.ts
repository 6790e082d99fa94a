/** @file What a run is: one validated, resolved record, written to run.json. The edge where user input is checked. */
import {
  ConfigError,
  parseModelConfig,
  resolveArchitecture,
  solveComputeBudget,
  type ModelConfig,
} from "@trm/models";
import { getTask, type Task } from "@trm/tasks";
import { checkTrainCombinations } from "./combinations";
import { describeIssue } from "./config-issue";
import { checkKeys } from "./known-keys";
import { trainConfigSchema, type TrainConfig } from "./schema";
import { checkSizes } from "./sizes";

export type { TrainConfig, TrainConfigInput } from "./schema";

/** Values of the right kind, each within its bounds. */
function parseValues(raw: unknown): TrainConfig {
  checkKeys(raw);
  const parsed = trainConfigSchema.safeParse(raw);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    if (!issue) throw new ConfigError("The configuration is invalid.");
    const path = issue.path.map(String).join(".");
    const keys = path === "" ? [] : [path];
    throw new ConfigError(describeIssue(issue, raw), { keys });
  }
  const { arch, task, length, budget, ...sections } = parsed.data;
  const { model, training, evaluation, checkpoint, runtime } = sections;
  const { earlyStop } = sections;
  return {
    arch: resolveArchitecture(arch),
    ...{ task, length, budget },
    ...{ model, training, evaluation },
    // What is absent stays so: runs are compared by what is written of them.
    ...(earlyStop && { earlyStop }),
    ...{ checkpoint, runtime },
  };
}

/**
 * Validates a configuration that a run was written with: what a version now would refuse to start, and still can be
 * read, is read.
 *
 * @param raw the configuration in run.json
 * @param task the task that was learned, where it is not one of `TASKS`
 * @returns the complete configuration, with the defaults of what an earlier version did not know
 * @throws as {@link parseTrainConfig}, but for values that only a training needs to fit together
 */
export function parseWrittenConfig(raw: unknown, task?: Task): TrainConfig {
  const config = parseValues(raw);
  if (task && task.name !== config.task)
    throw new ConfigError(
      `Configuration key "task" is "${config.task}", but the task given is "${task.name}"; write that name, or give the task named.`,
      { keys: ["task"] },
    );
  const learned = task ?? getTask(config.task);
  checkSizes(config, modelConfigOf(config, learned), learned);
  return config;
}

/**
 * Validates a configuration and fills in the defaults, all before anything is created.
 *
 * @param raw what a user wrote; see {@link TrainConfigInput}
 * @param task the task that is learned, where it is not one of `TASKS`
 * @returns the complete configuration, with the architecture's own id in place of an alias
 * @throws {ConfigError} for an unknown key, a value out of range, values that do not fit together, a model or a batch
 *   beyond any memory, or a task that is not the one named
 * @throws {UnknownArchitectureError} for an unknown `arch`
 * @throws {UnknownTaskError} for an unknown `task` when no task is given
 */
export function parseTrainConfig(raw: unknown, task?: Task): TrainConfig {
  const config = parseWrittenConfig(raw, task);
  const learned = task ?? getTask(config.task);
  checkTrainCombinations(config, modelConfigOf(config, learned));
  return config;
}

/**
 * The model of a run: recurrence steps and loops come from the compute budget, the vocabulary from the task.
 *
 * @param config from {@link parseTrainConfig}
 * @param task supplies the alphabet
 * @returns the validated model configuration
 * @throws {ConfigError} when the model's values do not fit together
 */
export function modelConfigOf(config: TrainConfig, task: Task): ModelConfig {
  const arch = resolveArchitecture(config.arch);
  const { nLayer, nInnerLoops, nOuterLoops } = solveComputeBudget(
    arch,
    config.budget,
    config.model,
  );
  try {
    return parseModelConfig({
      ...config.model,
      arch,
      vocabSize: task.alphabet.size,
      nLayer,
      nInnerLoops,
      nOuterLoops,
    });
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    const keys = cause.keys.map((name) => `model.${name}`);
    throw new ConfigError(cause.message, { keys, cause });
  }
}
