/** @file Everything that is checked and read before a run's first step; nothing is written here. */
import { parseModelConfig, showValue, type ModelConfig } from "@trm/models";
import { getTask, UnknownTaskError, type Task } from "@trm/tasks";
import { basename } from "node:path";
import {
  newestCheckpoint,
  readCheckpoint,
  readCheckpointModel,
} from "./checkpoint";
import {
  modelConfigOf,
  parseTrainConfig,
  parseWrittenConfig,
  type TrainConfig,
} from "../config/config";
import { CheckpointError, RunFolderError } from "../errors";
import { checkInitialWeights, type InitialWeights } from "./initial-weights";
import {
  checkNewRunFolder,
  checkSameModel,
  readWrittenRun,
  runPaths,
  type ImportRecord,
} from "./run-folder";
import { initialState, startFrom, type TrainState } from "./train-state";

/** Which run, new or resumed. */
export interface RunRequest {
  /** the run folder */
  readonly dir: string;
  /** required for a new run; a resumed run goes on with the configuration that it wrote down */
  readonly config?: TrainConfig;
  /** the task, where it is not one of `TASKS` */
  readonly task?: Task;
  /** weights that a new run starts from; absent, the configuration's seed makes them */
  readonly init?: InitialWeights;
  /** continue from the newest checkpoint instead of starting a run */
  readonly resume?: boolean;
}

/** A validated run at the place where it starts or goes on. */
export interface OpenRun {
  readonly dir: string;
  readonly config: TrainConfig;
  readonly task: Task;
  readonly modelConfig: ModelConfig;
  readonly state: TrainState;
  /** step of the newest checkpoint, absent where there is none */
  readonly checkpointStep?: number;
}

const resolve = (config: TrainConfig, task?: Task) => {
  const learned = task ?? getTask(config.task);
  return { config, task: learned, modelConfig: modelConfigOf(config, learned) };
};

function openNew({ dir, config, task, init }: RunRequest): OpenRun {
  if (!config)
    throw new RunFolderError(
      `A new run in ${dir} needs a configuration; give one, or resume the run that is there.`,
    );
  const resolved = resolve(parseTrainConfig(config, task), task);
  const { modelConfig } = resolved;
  const { training } = resolved.config;
  if (init) checkInitialWeights(init, modelConfig);
  checkNewRunFolder(dir);
  const state = init
    ? startFrom(modelConfig, init.params, training)
    : initialState(modelConfig, training.seed, training);
  return { dir, ...resolved, state, checkpointStep: init ? 0 : undefined };
}

/** A written configuration, where only code has the task that it names. */
function parseWritten(dir: string, config: unknown, task?: Task): TrainConfig {
  try {
    return parseWrittenConfig(config, task);
  } catch (cause) {
    if (!(cause instanceof UnknownTaskError)) throw cause;
    const name = isNamed(config) ? `, ${showValue(config.task)}` : "";
    throw new RunFolderError(
      `The run in ${dir} was trained on a task of its own${name}, which is not built in; ` +
        `open it from code with loadRun(dir, task), or go on with train({ dir, task, resume: true }).`,
      { cause },
    );
  }
}

const isNamed = (config: unknown): config is { readonly task: string } =>
  typeof config === "object" &&
  config !== null &&
  "task" in config &&
  typeof config.task === "string";

/** An imported model may have settings of inference, which no configuration of a training has. */
const withInference = (
  config: ModelConfig,
  { inferenceSteps, fullCompute }: Readonly<Record<string, unknown>>,
): ModelConfig => parseModelConfig({ ...config, inferenceSteps, fullCompute });

/** A run as its run.json has it, still making the model that it made then. */
function readRun(dir: string, task?: Task) {
  const { config, modelConfig: written, ...origin } = readWrittenRun(dir);
  const run = resolve(parseWritten(dir, config, task), task);
  if (!written) return { ...run, ...origin };
  const modelConfig = origin.imported
    ? withInference(run.modelConfig, written)
    : run.modelConfig;
  checkSameModel(dir, written, modelConfig);
  return { ...run, modelConfig, ...origin };
}

function openResumed({ dir, config, task }: RunRequest): OpenRun {
  const { init, imported, ...resolved } = readRun(dir, task);
  const written = resolved.config;
  if (imported)
    throw new RunFolderError(
      `The run in ${dir} holds imported weights that were not trained here, so there is nothing to resume; start a run from them with trm train --init ${dir}.`,
    );
  if (
    config &&
    JSON.stringify(parseTrainConfig(config, task)) !== JSON.stringify(written)
  )
    throw new RunFolderError(
      `The run in ${dir} was started with another configuration than the one given; resume it without one, or start a new run.`,
    );
  const checkpoint = newestCheckpoint(runPaths(dir).checkpoints);
  if (init && !checkpoint)
    throw new CheckpointError(
      `The run in ${dir} has lost its checkpoints, and the weights that it started from were the first of them; start it again with --init.`,
    );
  // A run that was killed before its first checkpoint starts again.
  const state = checkpoint
    ? readCheckpoint(checkpoint, resolved.modelConfig)
    : initialState(
        resolved.modelConfig,
        written.training.seed,
        written.training,
      );
  return {
    dir,
    ...resolved,
    state,
    checkpointStep: checkpoint ? state.step : undefined,
  };
}

/**
 * Validates a request and brings the run to the place where it starts or goes on.
 *
 * @throws {ConfigError} for a configuration that makes no run
 * @throws {InitialWeightsError} when the weights to start from are of another model
 * @throws {RunFolderError} when a new run's folder is used, or a resumed run's is missing, needs a task that was not
 *   given, or makes another model than it did
 * @throws {CheckpointError} when the newest checkpoint cannot be read
 */
export const openRun = (request: RunRequest): OpenRun =>
  request.resume ? openResumed(request) : openNew(request);

/**
 * The configuration that a run was started with.
 *
 * @param dir the run folder
 * @param task the task, where it is not one of `TASKS`
 * @throws {RunFolderError} when the folder is missing or not a run
 */
export const readRunConfig = (dir: string, task?: Task): TrainConfig =>
  readRun(dir, task).config;

/** A trained model with what it was trained for. */
export interface LoadedRun {
  readonly config: TrainConfig;
  readonly modelConfig: ModelConfig;
  /** flat, in the order of the model's parameter layout */
  readonly params: Float32Array;
  /** train steps done; of imported weights 0, since nothing is known */
  readonly step: number;
  /** of weights that were trained elsewhere: the configuration's training is not theirs */
  readonly imported?: ImportRecord;
}

/**
 * Loads the newest complete checkpoint of a run.
 *
 * @param dir the run folder
 * @param task the task, where it is not one of `TASKS`
 * @throws {RunFolderError} when the folder is missing or not a run, when its task is not built in and not given, or when
 *   its configuration makes another model now than the one that was trained
 * @throws {CheckpointError} when there is no checkpoint, or the newest is truncated or of another model
 */
export function loadRun(dir: string, task?: Task): LoadedRun {
  const { config, modelConfig, imported } = readRun(dir, task);
  const checkpoint = newestCheckpoint(runPaths(dir).checkpoints);
  if (!checkpoint)
    throw new CheckpointError(
      `The run ${basename(dir)} in ${dir} has no checkpoint; train until its first one (every ${config.checkpoint.everySteps} steps).`,
    );
  return {
    config,
    modelConfig,
    ...readCheckpointModel(checkpoint, modelConfig),
    ...(imported && { imported }),
  };
}
