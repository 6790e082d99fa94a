/** @file Everything that is checked and read before a run's folder is locked; nothing is written here. */
import { parseModelConfig, showValue, type ModelConfig } from "@trm/models";
import { nodeFileSystem, rethrowAs, type FileSystem } from "@trm/storage";
import { getTask, UnknownTaskError, type Task } from "@trm/tasks";
import {
  modelConfigOf,
  parseTrainConfig,
  parseWrittenConfig,
  type TrainConfig,
} from "../config/config";
import { RunFolderError } from "../errors";
import type { RunPlace } from "./checkpoint";
import type { WrittenEnvironment } from "./environment";
import { checkInitialWeights, type InitialWeights } from "./initial-weights";
import { checkNewRunFolder, checkWritesStayInside } from "./run-folder";
import { checkSameModel, readWrittenRun } from "./run-record";

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
  /** continue from the newest whole checkpoint instead of starting a run */
  readonly resume?: boolean;
  /** of a resume elsewhere: what differs from the run's own configuration, which stays as it is */
  readonly runtime?: Partial<TrainConfig["runtime"]>;
  /** where the folder is; absent, this machine's */
  readonly files?: FileSystem;
}

/** A run that may be written to, once nobody else does. */
export interface OpenRun {
  readonly place: RunPlace;
  readonly config: TrainConfig;
  readonly task: Task;
  readonly modelConfig: ModelConfig;
  /** where it computes this time */
  readonly runtime: TrainConfig["runtime"];
  /** weights that a new run starts from */
  readonly init?: InitialWeights;
  /** of a run that goes on; absent for a new one */
  readonly resumed?: {
    /** whether it began with weights that no seed makes */
    readonly init: boolean;
    /** where it was started, if run.json says it */
    readonly environment?: WrittenEnvironment;
  };
}

const resolve = (config: TrainConfig, task?: Task) => {
  const learned = task ?? getTask(config.task);
  return { config, task: learned, modelConfig: modelConfigOf(config, learned) };
};

const placeOf = ({ dir, files = nodeFileSystem }: RunRequest): RunPlace => ({
  dir,
  files,
});

function openNew(request: RunRequest): OpenRun {
  const { dir, config, task, init } = request;
  if (!config)
    throw new RunFolderError(
      `A new run in ${dir} needs a configuration; give one, or resume the run that is there.`,
    );
  const resolved = resolve(parseTrainConfig(config, task), task);
  if (init) checkInitialWeights(init, resolved.modelConfig);
  const place = placeOf(request);
  checkNewRunFolder(place);
  return { place, ...resolved, runtime: resolved.config.runtime, init };
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
        `open it from code with loadRun(dir, { task }), or go on with train({ dir, task, resume: true }).`,
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

/**
 * A run as its run.json has it, still making the model that it made then.
 *
 * @param dir the run folder
 * @param task the task, where it is not one of `TASKS`
 * @param files where the folder is
 * @throws {RunFolderError} when the folder is missing or not a run, needs a task that was not given, or makes another
 *   model than it did
 */
export function readRun(
  dir: string,
  task?: Task,
  files: FileSystem = nodeFileSystem,
) {
  const written = readWrittenRun(files, dir);
  const { config, modelConfig: then, ...origin } = written;
  const run = resolve(parseWritten(dir, config, task), task);
  if (!then) return { ...run, ...origin };
  const modelConfig = origin.imported
    ? withInference(run.modelConfig, then)
    : run.modelConfig;
  checkSameModel(dir, then, modelConfig);
  return { ...run, modelConfig, ...origin };
}

function openResumed(request: RunRequest): OpenRun {
  const { dir, config, task, runtime } = request;
  const place = placeOf(request);
  const { init, imported, environment, ...run } = readRun(
    dir,
    task,
    place.files,
  );
  if (imported)
    throw new RunFolderError(
      `The run in ${dir} holds imported weights that were not trained here, so there is nothing to resume; start a run from them with trm train --init ${dir}.`,
    );
  const written = run.config;
  if (
    config &&
    JSON.stringify(parseTrainConfig(config, task)) !== JSON.stringify(written)
  )
    throw new RunFolderError(
      `The run in ${dir} was started with another configuration than the one given; resume it without one, or start a new run.`,
    );
  checkWritesStayInside(place);
  const elsewhere = { ...written, runtime: { ...written.runtime, ...runtime } };
  return {
    place,
    ...run,
    runtime: parseWrittenConfig(elsewhere, task).runtime,
    resumed: { init, environment },
  };
}

/**
 * Validates a request.
 *
 * @throws {ConfigError} for a configuration that makes no run
 * @throws {InitialWeightsError} when the weights to start from are of another model
 * @throws {RunFolderError} when a new run's folder is used, or a resumed run's is missing, needs a task that was not
 *   given, makes another model than it did, or holds links
 * @throws {StorageError} when the disk fails
 */
export const openRun = (request: RunRequest): OpenRun =>
  reading(request.dir, () =>
    request.resume ? openResumed(request) : openNew(request),
  );

/** What an operation fails with that says not for what it was. */
export const reading = <T>(dir: string, run: () => T): T =>
  rethrowAs(`The run folder ${dir} could not be read`, dir, run);
