/** @file `--init`: the weights that a new run starts from, and the configuration that they bring with them. */
import type { InitialWeights, RawTrainConfig } from "@trm/train";
import { UsageError } from "./errors";
import { openModel } from "./open-model";

/** Weights with what they were trained on. */
export interface Start {
  readonly weights: InitialWeights;
  /** Architecture, sizes, task and length, where flags and --config say nothing else. */
  readonly base: RawTrainConfig;
}

/** A configuration without the weight of a ponder cost that the model does not have, which a new run would refuse. */
function withoutIdle(
  base: RawTrainConfig,
  { halting }: Pick<InitialWeights["modelConfig"], "halting">,
): RawTrainConfig {
  if (halting === "act") return base;
  const model = Object.entries(base.model).filter(
    ([key]) => key !== "ponderWeight",
  );
  return { ...base, model: Object.fromEntries(model) };
}

/**
 * Opens a run or a model folder to start from.
 *
 * @param taskName what the user asks for; the model's own task if absent
 * @throws {UsageError} when the task's characters are not the model's
 * @throws {RunFolderError | CheckpointError | ModelFolderError} when the path holds no model
 */
export async function openStart(
  path: string,
  taskName?: string,
): Promise<Start> {
  const { config, params, task: learned } = await openModel(path);
  const [{ getTask }, { trainConfigOf }] = await Promise.all([
    import("@trm/tasks"),
    import("@trm/train"),
  ]);
  const task = getTask(taskName ?? learned.name);
  const [theirs, ours] = [learned.characters, task.alphabet.characters].map(
    (characters) => JSON.stringify(characters.join("")),
  );
  if (theirs !== ours)
    throw new UsageError(
      `--init ${path} has a model of the characters ${theirs}, but the task ${task.name} has ${ours}; choose a task with the model's characters.`,
    );
  const { length } = learned;
  return {
    weights: { path, modelConfig: config, params },
    base: withoutIdle(
      trainConfigOf(config, {
        task,
        ...(length !== undefined && task.name === learned.name && { length }),
      }),
      config,
    ),
  };
}
