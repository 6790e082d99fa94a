/** @file Everything that a run folder says of itself, curves aside. */
import { nodeFileSystem, readJsonInside, type FileSystem } from "@trm/storage";
import { parseWrittenConfig, type TrainConfig } from "../config/config";
import { RunFolderError } from "../errors";
import { eventSessions } from "../log/tensorboard-log";
import type { WrittenEnvironment } from "../run/environment";
import { RUN_RECORD } from "../run/run-folder";
import { readWrittenRun } from "../run/run-record";
import { describeCheckpoints, type RunCheckpoint } from "./run-checkpoints";
import { describeRunState, type RunState } from "./run-state";

/** A value of a configuration that is not the default. */
export interface ConfigDifference {
  /** such as `training.steps` */
  readonly key: string;
  readonly value: unknown;
  /** absent where the default is that there is none */
  readonly usual?: unknown;
}

/** A run with all that can be said of it. */
export interface RunDetails extends RunState {
  readonly config: TrainConfig;
  /** what was chosen; the rest of the configuration is the default */
  readonly chosen: readonly ConfigDifference[];
  /** where it was started; absent where run.json does not say it */
  readonly environment?: WrittenEnvironment;
  /** ISO 8601; absent where run.json does not say it */
  readonly createdAt?: string;
  readonly checkpoints: readonly RunCheckpoint[];
  /** numbers of the sessions that are part of it, by their event files */
  readonly sessions: readonly number[];
}

const flatten = (value: object, prefix = ""): [string, unknown][] =>
  Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === "object" && inner !== null && !Array.isArray(inner)
      ? flatten(inner, `${prefix}${key}.`)
      : [[prefix + key, inner] as [string, unknown]],
  );

/**
 * What a configuration says besides the defaults of its architecture and task.
 *
 * @param config a run's
 * @returns the values that differ, in the order of the configuration
 */
function configDifferences(config: TrainConfig): ConfigDifference[] {
  const { arch, task } = config;
  const defaults = new Map(flatten(parseWrittenConfig({ arch, task })));
  return flatten(config)
    .filter(
      ([key, value]) => value !== undefined && value !== defaults.get(key),
    )
    .map(([key, value]) => {
      const usual = defaults.get(key);
      return { key, value, ...(usual !== undefined && { usual }) };
    });
}

const ISO_8601 = /^\d{4}-\d{2}-\d{2}T[\d:.]{5,15}Z$/;

function createdAtOf(files: FileSystem, dir: string): string | undefined {
  const { createdAt } = readJsonInside(files, dir, RUN_RECORD);
  return typeof createdAt === "string" && ISO_8601.test(createdAt)
    ? createdAt
    : undefined;
}

/**
 * Describes a run in full: all its checkpoints are read.
 *
 * @param dir the run folder
 * @param files where it is
 * @throws {RunFolderError} when the folder is missing, or not a run that this version can read
 * @throws {StorageError} when this process may not read it
 */
export function describeRunDetails(
  dir: string,
  files: FileSystem = nodeFileSystem,
): RunDetails {
  const state = describeRunState(dir, files);
  const { config } = state;
  if (!config)
    throw new RunFolderError(state.reason ?? `The folder ${dir} is no run.`);
  const { environment } = readWrittenRun(files, dir);
  const createdAt = createdAtOf(files, dir);
  return {
    ...state,
    config,
    chosen: configDifferences(config),
    ...(environment && { environment }),
    ...(createdAt && { createdAt }),
    checkpoints: describeCheckpoints(dir, files),
    sessions: eventSessions(files, dir),
  };
}
