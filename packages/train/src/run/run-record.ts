/** @file run.json: what was run, by what, on what. */
import { execFileSync } from "node:child_process";
import { showValue, type ModelConfig } from "@trm/models";
import {
  isDiskFailure,
  readJsonInside,
  StorageError,
  type FileSystem,
} from "@trm/storage";
import { z } from "zod";
import type { TrainConfig } from "../config/config";
import { RunFolderError } from "../errors";
import { isRecord } from "../is-record";
import {
  environmentOf,
  writtenEnvironment,
  type Environment,
  type WrittenEnvironment,
} from "./environment";
import type { WeightsRecord } from "./initial-weights";
import { RUN_RECORD, runPaths } from "./run-folder";

/** run.json: what was run, by what, on what. */
export interface RunRecord extends Environment {
  /** resolved; see {@link TrainConfig} */
  readonly config: TrainConfig;
  /** what the configuration made of the architecture's row and the budget: every column, n, H and L */
  readonly modelConfig: ModelConfig;
  /** absent where nothing was trained */
  readonly seed?: number;
  /** commit of the repository the run was started in; absent outside one */
  readonly gitCommit?: string;
  /** ISO 8601 */
  readonly createdAt: string;
  /** the weights that training started from, where they were not seeded */
  readonly init?: WeightsRecord;
  /** the weights that are the whole run: nothing was trained here */
  readonly imported?: ImportRecord;
}

/** What may be taken to be so although weights do not say it and nobody did. */
const ASSUMABLE = ["task", "length"] as const;

/** Weights that were trained elsewhere; nothing else is known of their training. */
export interface ImportRecord extends WeightsRecord {
  /** what the run's configuration says that nobody told */
  readonly assumed: readonly (typeof ASSUMABLE)[number][];
}

const importSchema = z.object({
  path: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  // An earlier version did not write what it was told.
  assumed: z.array(z.enum(ASSUMABLE)).default([...ASSUMABLE]),
});

function gitCommit(): string | undefined {
  try {
    return execFileSync("git", ["rev-parse", "HEAD"], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      timeout: 1000,
    }).trim();
  } catch {
    return undefined;
  }
}

/**
 * Describes a run that starts now on this machine.
 *
 * @param config the resolved configuration
 * @param modelConfig the model it makes
 * @param engine the engine's description
 */
export function describeRun(
  config: TrainConfig,
  modelConfig: ModelConfig,
  engine: string,
): RunRecord {
  return {
    config,
    modelConfig,
    seed: config.training.seed,
    ...environmentOf(engine),
    gitCommit: gitCommit(),
    createdAt: new Date().toISOString(),
  };
}

/** What run.json says of a run; nothing in it is validated yet. */
export interface WrittenRun {
  readonly config: unknown;
  /** absent where an earlier version wrote none */
  readonly modelConfig?: Readonly<Record<string, unknown>>;
  /** whether it began with weights that no seed makes */
  readonly init: boolean;
  /** present where nothing was trained here */
  readonly imported?: ImportRecord;
  /** absent where run.json does not say it */
  readonly environment?: WrittenEnvironment;
}

/** Far more than any configuration takes. */
const MOST_BYTES = 2 ** 20;

const unreadable = (path: string, cause?: unknown): RunFolderError =>
  new RunFolderError(
    `The file ${path} does not hold a run's configuration as JSON; restore it or start a new run.`,
    { cause },
  );

function readRecord(files: FileSystem, dir: string): Record<string, unknown> {
  const path = runPaths(dir).record;
  if (files.status(dir) === undefined)
    throw new RunFolderError(
      `The run folder ${dir} does not exist; expected a folder that a training run has written.`,
    );
  try {
    return readJsonInside(files, dir, RUN_RECORD, MOST_BYTES);
  } catch (cause) {
    if (!(cause instanceof StorageError)) throw cause;
    if (cause.code === "NO_JSON") throw unreadable(path, cause);
    if (cause.code === "ENOENT" || cause.code === "ENOTDIR")
      throw new RunFolderError(
        `The folder ${dir} has no run.json; expected a folder that a training run has written.`,
        { cause },
      );
    const refused = new RunFolderError(cause.message, { cause });
    throw isDiskFailure(cause) ? cause : refused;
  }
}

/**
 * Reads a run's configuration and model as they were written; the caller validates them.
 *
 * @throws {RunFolderError} when `dir` is missing or has no readable run.json
 * @throws {StorageError} when the disk fails
 */
export function readWrittenRun(files: FileSystem, dir: string): WrittenRun {
  const record = readRecord(files, dir);
  const { config, modelConfig, init, imported } = record;
  const weights = importSchema.optional().safeParse(imported);
  const isModel = modelConfig === undefined || isRecord(modelConfig);
  if (!("config" in record) || !isModel || !weights.success)
    throw unreadable(runPaths(dir).record);
  return {
    config,
    modelConfig,
    init: init !== undefined,
    imported: weights.data,
    environment: writtenEnvironment(record),
  };
}

/**
 * Refuses a run whose configuration makes another model today than the one that was trained.
 *
 * @param dir for the message
 * @param written the model in run.json
 * @param derived the model that the run's configuration makes now
 * @throws {RunFolderError} naming the first value that differs
 */
export function checkSameModel(
  dir: string,
  written: Readonly<Record<string, unknown>>,
  derived: ModelConfig,
): void {
  const now: Readonly<Record<string, unknown>> = { ...derived };
  const key = Object.keys({ ...written, ...now }).find(
    (name) => written[name] !== now[name],
  );
  if (key !== undefined)
    throw new RunFolderError(
      `The run in ${dir} was trained with ${key.slice(0, 80)} ${showValue(written[key])}, but its configuration now makes a model with ${key.slice(0, 80)} ${showValue(now[key])}; ` +
        `open it with the version of @trm/train that its run.json names.`,
    );
}
