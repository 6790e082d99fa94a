/** @file A trained model for use: which checkpoint of a run, which of its weights. */
import type { ModelConfig } from "@trm/models";
import { nodeFileSystem, type FileSystem } from "@trm/storage";
import type { Task } from "@trm/tasks";
import { basename } from "node:path";
import type { TrainConfig } from "../config/config";
import { CheckpointError, type DamagedCheckpoint } from "../errors";
import type { RunPlace } from "./checkpoint";
import {
  damageSentence,
  demand,
  lookThrough,
  newestCheckpoint,
  readStep,
} from "./find-checkpoint";
import { reading, readRun } from "./open-run";
import {
  readCheckpointWeights,
  specOf,
  type CheckpointWeights,
} from "./read-checkpoint";
import type { ImportRecord } from "./run-record";

/** Which weights of a run. */
export interface LoadOptions {
  /** the task, where it is not one of `TASKS` */
  readonly task?: Task;
  /** the newest whole checkpoint, the best one, or that of a step; the newest if absent */
  readonly checkpoint?: "last" | "best" | number;
  /** the average or what training updates; the average if absent, where there is one */
  readonly weights?: "ema" | "trained";
  /** where the folder is; absent, this machine's */
  readonly files?: FileSystem;
}

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
  /** newer checkpoints that were passed over, newest first; absent where there are none */
  readonly damaged?: readonly DamagedCheckpoint[];
}

type Found = CheckpointWeights & Pick<LoadedRun, "damaged">;

/**
 * The configuration that a run was started with.
 *
 * @param dir the run folder
 * @param options the task, where it is not one of `TASKS`, and where the folder is
 * @throws {RunFolderError} when the folder is missing or not a run
 */
export const readRunConfig = (
  dir: string,
  { task, files }: Pick<LoadOptions, "task" | "files"> = {},
): TrainConfig => readRun(dir, task, files).config;

/** Reads the weights of a step. */
type ReadWeights = (step: number) => CheckpointWeights;

/** The newest that is whole; where none is, that is the user's to know. */
function newestOf(
  place: RunPlace,
  { checkpoint: every }: Pick<TrainConfig, "checkpoint">,
  read: ReadWeights,
): Found {
  const { found, damaged, failure } = newestCheckpoint(place, read);
  if (failure) throw failure;
  if (found) return { ...found, ...(damaged.length > 0 && { damaged }) };
  const { dir } = place;
  throw new CheckpointError(
    damaged.length > 0
      ? damageSentence(dir, damaged)
      : `The run ${basename(dir)} in ${dir} has no checkpoint; train until its first one (every ${every.everySteps} steps).`,
  );
}

/**
 * Loads the weights of a run.
 *
 * @param dir the run folder
 * @param options which checkpoint and which weights; absent, the newest whole checkpoint and, where there is one, the
 *   average
 * @throws {RunFolderError} when the folder is missing or not a run, when its task is not built in and not given, or when
 *   its configuration makes another model now than the one that was trained
 * @throws {CheckpointError} when there is no such checkpoint, or none that is whole
 * @throws {StorageError} when this process may not read it
 */
export const loadRun = (dir: string, options: LoadOptions = {}): LoadedRun =>
  reading(dir, () => load(dir, options));

function load(dir: string, options: LoadOptions): LoadedRun {
  const { files = nodeFileSystem, checkpoint = "last", weights } = options;
  const run = readRun(dir, options.task, files);
  const { config, modelConfig, imported } = run;
  const spec = specOf(run);
  const averaged = spec.averaged && weights !== "trained";
  if (weights === "ema" && !averaged)
    throw new CheckpointError(
      `The run in ${dir} averages no weights; it has an average where training.emaDecay is set.`,
    );
  const place = { files, dir };
  const read: ReadWeights = (step) =>
    readCheckpointWeights(place, step, spec, averaged);
  const { params, step, damaged } = readChosen(place, checkpoint, config, read);
  return {
    config,
    modelConfig,
    params,
    step,
    ...(imported && { imported }),
    ...(damaged && { damaged }),
  };
}

function readChosen(
  place: RunPlace,
  checkpoint: "last" | "best" | number,
  config: TrainConfig,
  read: ReadWeights,
): Found {
  if (typeof checkpoint === "number")
    return demand(place, checkpoint, readStep(place, checkpoint, read));
  if (checkpoint === "last") return newestOf(place, config, read);
  return readBest(place, config, read);
}

function readBest(
  place: RunPlace,
  config: TrainConfig,
  read: ReadWeights,
): Found {
  const look = () => {
    const newest = newestOf(place, config, read);
    const { best, damaged } = newest;
    if (!best)
      throw new CheckpointError(
        `The run in ${place.dir} has no best checkpoint, since no evaluation gave its metric; load the last one.`,
      );
    const { step } = best;
    const isBoth = step === newest.step;
    const one = isBoth ? { found: newest } : readStep(place, step, read);
    return { step, one, damaged };
  };
  // A better one may have come since the newest was written.
  const { step, one, damaged } = lookThrough(place, look, (seen) =>
    Boolean(seen.one),
  );
  return { ...demand(place, step, one), ...(damaged && { damaged }) };
}
