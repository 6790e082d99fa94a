/** @file A run is a folder: run.json, metrics.jsonl, checkpoints/<step>/ and, when it is finished, done.json. */
import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
} from "node:fs";
import { join } from "node:path";
import { showValue, type ModelConfig } from "@trm/models";
import { z } from "zod";
import type { TrainConfig } from "../config/config";
import { RunFolderError } from "../errors";
import {
  environmentOf,
  writtenEnvironment,
  type Environment,
  type WrittenEnvironment,
} from "./environment";
import type { WeightsRecord } from "./initial-weights";
import { writeJson } from "./whole-files";

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

/** Where the parts of a run lie. */
export const runPaths = (dir: string) => ({
  record: join(dir, "run.json"),
  metrics: join(dir, "metrics.jsonl"),
  checkpoints: join(dir, "checkpoints"),
  done: join(dir, "done.json"),
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

/**
 * Refuses a folder that holds anything, so that no run overwrites another.
 *
 * @throws {RunFolderError} when `dir` is a file or a folder that is not empty
 */
export function checkNewRunFolder(dir: string): void {
  if (!existsSync(dir)) return;
  if (!statSync(dir).isDirectory())
    throw new RunFolderError(
      `The run folder ${dir} is a file, but a new or empty folder was expected; choose another name.`,
    );
  if (readdirSync(dir).length > 0)
    throw new RunFolderError(
      `The run folder ${dir} is not empty, but a new run expects a new or empty folder; choose another name, or resume the run that is there.`,
    );
}

/**
 * Creates the folder of a new run with its run.json.
 *
 * @param writeFirst writes into the folder of checkpoints what must be there before the folder counts as a run
 * @throws {RunFolderError} as {@link checkNewRunFolder}
 */
export function createRunFolder(
  dir: string,
  record: RunRecord,
  writeFirst?: (checkpoints: string) => void,
): void {
  checkNewRunFolder(dir);
  const { checkpoints } = runPaths(dir);
  mkdirSync(checkpoints, { recursive: true });
  writeFirst?.(checkpoints);
  writeJson(runPaths(dir).record, record);
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

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

/**
 * Reads a run's configuration and model as they were written; the caller validates them.
 *
 * @throws {RunFolderError} when `dir` is missing or has no readable run.json
 */
export function readWrittenRun(dir: string): WrittenRun {
  const path = runPaths(dir).record;
  if (!existsSync(dir))
    throw new RunFolderError(
      `The run folder ${dir} does not exist; expected a folder that a training run has written.`,
    );
  if (!existsSync(path))
    throw new RunFolderError(
      `The folder ${dir} has no run.json; expected a folder that a training run has written.`,
    );
  const unreadable = new RunFolderError(
    `The file ${path} does not hold a run's configuration as JSON; restore it or start a new run.`,
  );
  let record: unknown;
  try {
    record = JSON.parse(readFileSync(path, "utf8"));
  } catch {
    throw unreadable;
  }
  if (!isRecord(record) || !("config" in record)) throw unreadable;
  const { config, modelConfig, init, imported } = record;
  if (modelConfig !== undefined && !isRecord(modelConfig)) throw unreadable;
  const weights = importSchema.optional().safeParse(imported);
  if (!weights.success) throw unreadable;
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
