/** @file Computes one run of a sweep, from wherever it stands to its record. */
import type { Engine } from "@trm/onnx/runtime";
import {
  LockLostError,
  makeFolders,
  nodeFileSystem,
  RunLockedError,
  writeWholeFile,
  type FileSystem,
  type LockOptions,
} from "@trm/storage";
import {
  RunFolderError,
  train,
  type TrainEvent,
  type TrainOptions,
} from "@trm/train";
import { SweepError } from "../errors";
import { codeVersion } from "../plan/code-version";
import type { PlannedRun } from "../plan/plan";
import { runId } from "../plan/run-id";
import { jsonLine } from "../record/json-line";
import { makeRecord } from "../record/make-record";
import { forgetFailure, readFailure, writeFailure } from "../sweep/failure";
import { isConcluded, sweepRunPaths } from "../sweep/sweep-folder";
import { Evaluator } from "./evaluator";

/** How a run is computed. */
export interface ExecuteOptions {
  /** once aborted, the run writes a checkpoint and ends as interrupted */
  readonly signal?: AbortSignal;
  /** time after which a holder on another machine that gives no sign of life is taken over, ms; absent, never */
  readonly leaseMs?: number;
  /** how the lock tells time and who is alive, and on whom this process depends */
  readonly lock?: LockOptions;
  /** runs the steps and is left open; absent, the configuration's runtime decides */
  readonly engine?: Engine;
  /** where the sweep is; absent, this machine's */
  readonly files?: FileSystem;
  onEvent?(event: TrainEvent): void;
}

/** How it ended. */
export type Execution = "done" | "already-done" | "interrupted";

/** Somebody else has the run: it has not failed. */
const isAnothers = (error: unknown): boolean =>
  error instanceof RunLockedError || error instanceof LockLostError;

/** What is computed of the run's final weights: its record. */
function concluding(
  dir: string,
  run: PlannedRun,
  files: FileSystem,
  evaluator: Evaluator,
): NonNullable<TrainOptions["conclude"]> {
  const { folder, result } = sweepRunPaths(dir, run);
  return async (model, ending, signal, check) => {
    const record = await makeRecord({
      ...{ run, folder, files, model, ending, evaluator, signal },
    });
    const bytes = jsonLine(record);
    check();
    writeWholeFile(files, result, [bytes]);
  };
}

async function trainRun(
  dir: string,
  run: PlannedRun,
  options: ExecuteOptions,
  files: FileSystem,
): Promise<Execution> {
  const { folder, record } = sweepRunPaths(dir, run);
  const { leaseMs, lock, signal, engine } = options;
  const evaluator = new Evaluator({ probe: true });
  evaluator.start(run.config);
  const resume = files.status(record) !== undefined;
  try {
    const { status } = await train({
      ...{ dir: folder, config: run.config, resume, files },
      ...{ signal, engine },
      onEvent: (event) => options.onEvent?.(event),
      lock: { ...lock, ...(leaseMs !== undefined && { leaseMs }) },
      evaluate: (model, _, stop) => evaluator.evaluate(model, stop),
      conclude: concluding(dir, run, files, evaluator),
      isConcluded: () => isConcluded(files, dir, run),
    });
    return status === "completed" ? "done" : "interrupted";
  } catch (error) {
    // Another process has begun the run since it was looked at.
    const begun = !resume && files.status(record) !== undefined;
    if (!begun || !(error instanceof RunFolderError)) throw error;
    return await trainRun(dir, run, options, files);
  } finally {
    await evaluator.release();
  }
}

function checkCode(run: PlannedRun): void {
  const installed = codeVersion();
  if (runId(run, installed) === run.id) return;
  throw new SweepError(
    `The run ${run.id} was planned with other code than is installed (${installed}), or changed since, so its numbers would be others; install that version, or make the plan again.`,
  );
}

/**
 * Computes a run of a sweep: trains it, or goes on where it was broken off, evaluates what it has learned, and writes its
 * record. A run that is done is left as it is, so that it may be asked for any number of times, by any number of
 * processes.
 *
 * @param dir the sweep folder
 * @param run of its plan
 * @throws {RunLockedError} when another live process computes it
 * @throws {SweepError} when the run was planned with other code
 * @throws what `train` throws; failure.json then says why, but for a run that is another's
 */
export async function executeRun(
  dir: string,
  run: PlannedRun,
  options: ExecuteOptions = {},
): Promise<Execution> {
  const { files = nodeFileSystem } = options;
  const { folder, record } = sweepRunPaths(dir, run);
  if (isConcluded(files, dir, run)) return "already-done";
  checkCode(run);
  makeFolders(files, folder);
  const before = readFailure(dir, run, files);
  // A new run's folder has to be empty.
  if (files.status(record) === undefined) forgetFailure(dir, run, files);
  try {
    const execution = await trainRun(dir, run, options, files);
    if (execution === "done") forgetFailure(dir, run, files);
    return execution;
  } catch (error) {
    if (!isAnothers(error)) writeFailure(dir, run, error, files, before);
    throw error;
  }
}
