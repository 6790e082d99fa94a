/** @file Trains a run: holds its folder, reports what the disk did, leaves everything closed. */
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { isDiskFailure, makeFolders, nodeFileSystem } from "@trm/storage";
import { RunStorageError, type KeptState } from "./errors";
import { checkpointFolders } from "./run/checkpoint-folders";
import { holdRun, type HeldRun } from "./run/hold-run";
import { openRun, type OpenRun } from "./run/open-run";
import { warnOfEnvironment } from "./run/resume-point";
import { RunSession, type Survival } from "./run/run-session";
import type { TrainOptions, TrainResult } from "./train-options";
import { Training } from "./training";

/** Works, then ends; what goes wrong at the end does not hide what went wrong before, and alone is only a warning. */
async function endingWith<T>(
  work: () => Promise<T>,
  end: () => void,
  warn: (message: string) => void,
): Promise<T> {
  let failed = true;
  try {
    const result = await work();
    failed = false;
    return result;
  } finally {
    try {
      end();
    } catch (error) {
      if (!failed && !isDiskFailure(error)) throw error;
      if (!failed && error instanceof Error) warn(error.message);
    }
  }
}

/** What is still safe: somebody may have removed the folder under the run. */
function stillKept(
  { dir, files = nodeFileSystem }: TrainOptions,
  kept: KeptState,
): KeptState {
  if (typeof kept !== "number") return kept;
  try {
    return checkpointFolders({ dir, files }).has(kept) ? kept : "removed";
  } catch {
    // A disk that cannot even be asked has not lost it for that.
    return kept;
  }
}

/** Of another machine it is known only that it has been silent for the whole lease. */
const takeoverSentence = (
  { pid, host }: NonNullable<HeldRun["takenFrom"]>,
  { lock }: TrainOptions,
): string =>
  lock?.leaseMs === undefined
    ? `The run was held by process ${pid}, which has died, so its lock was taken over.`
    : `The run was held by process ${pid} of ${host}, which has died or been silent for longer than the lease, so its lock was taken over.`;

/** Trains a run whose folder nobody else may write to meanwhile. */
function trainHeld(
  run: OpenRun,
  options: TrainOptions,
  engine: Engine,
  survival: Survival,
): Promise<TrainResult> {
  const { place } = run;
  if (!run.resumed) makeFolders(place.files, place.dir);
  const held = holdRun(place, options.lock);
  // The start comes first, whoever listens.
  const early: string[] = [];
  let warn = (message: string): void => void early.push(message);
  const warning = (message: string): void => warn(message);
  const work = async (): Promise<TrainResult> => {
    if (held.takenFrom) warn(takeoverSentence(held.takenFrom, options));
    const { description } = engine;
    warnOfEnvironment(run, description, warn);
    const context = { run, held, engine: description, survival, warn: warning };
    const session = new RunSession(context);
    const training = new Training(run, options, engine, session);
    return endingWith(
      () => {
        warn = (message) => options.onEvent?.({ type: "warning", message });
        return training.start(early);
      },
      () => session.close(),
      warning,
    );
  };
  return endingWith(work, () => held.release(), warning);
}

/**
 * Trains a model and leaves a run folder. What its checkpoints hold of a training depends on the configuration alone
 * (threads and seed are part of it): stopping and resuming, evaluation and time do not change it. The folder is locked
 * meanwhile; whenever the process or the power goes, the newest checkpoint is whole, and a resume ends with the same bytes.
 *
 * The signal is looked at between steps. There are no process-global handlers, so that a child process can host this.
 *
 * @param options the run, and who listens to it
 * @returns the last state and how the run ended
 * @throws {ConfigError} for a configuration that makes no run; nothing is written
 * @throws {InitialWeightsError} when the weights to start from are of another model; nothing is written
 * @throws {RunFolderError} when a new run's folder is used, or a resumed run's is missing or holds links; nothing is
 *   written
 * @throws {RunLockedError} when another process trains the run; nothing is written
 * @throws {CheckpointError} when there are checkpoints to resume from and none is whole; nothing is changed
 * @throws {NonFiniteLossError} when a step's loss or gradient is NaN or infinite; the state before it is kept
 * @throws {NonFiniteWeightsError} when weights or moments are; the newest checkpoint is as it was
 * @throws {StorageError} when a file is where a folder above a new run's was to be made; nothing is written
 * @throws {RunStorageError} when the disk fails; it says which checkpoint is whole
 * @throws {LockLostError} when another process has taken the run over; it is left alone
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const survival: Survival = { kept: options.resume ? "untouched" : "nothing" };
  try {
    const run = openRun(options);
    const engine = options.engine ?? (await createEngine(run.runtime));
    try {
      return await trainHeld(run, options, engine, survival);
    } finally {
      if (!options.engine) await engine.release();
    }
  } catch (error) {
    if (!isDiskFailure(error)) throw error;
    // A file where the new run's folder, or one above it, was to be: the place is to blame, not the disk.
    const isInTheWay = error.code === "EEXIST" || error.code === "ENOTDIR";
    if (survival.kept === "nothing" && isInTheWay) throw error;
    const kept = stillKept(options, survival.kept);
    throw new RunStorageError(options.dir, error, kept);
  }
}
