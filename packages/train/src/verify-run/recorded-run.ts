/** @file A run as it is on disk, opened for reading only: what a repetition begins with and is compared with. */
import { nodeFileSystem, type FileSystem } from "@trm/storage";
import type { Task } from "@trm/tasks";
import { RunFolderError } from "../errors";
import type { StepMetrics } from "../log/metrics-line";
import { readMetrics } from "../log/metrics-log";
import { readCheckpoint, specOf } from "../run/read-checkpoint";
import { readRun } from "../run/open-run";
import { runPaths } from "../run/run-folder";
import { initialState, type TrainState } from "../run/train-state";
import { readStretch, type Checkpoints, type StretchRequest } from "./stretch";

/** What to read. */
export interface RecordedRequest extends StretchRequest {
  /** the task, where it is not one of `TASKS` */
  readonly task?: Task;
  /** where the folder lies */
  readonly files?: FileSystem;
}

/** A run with both ends of a stretch and the lines of its steps. */
export type RecordedRun = ReturnType<typeof readRecorded>;

/** The numbers of each step; should one stand twice, because somebody else wrote too, the later ones. */
function stepLines(
  path: string,
  files: FileSystem,
): ReadonlyMap<number, StepMetrics> {
  const lines = readMetrics(path, files).flatMap((line) =>
    "loss" in line ? [line] : [],
  );
  return new Map(lines.map((line) => [line.step, line]));
}

/**
 * @param dir the run folder
 * @param request which stretch
 * @param onDamaged hears of a damaged checkpoint that was not named
 * @throws {RunFolderError} when the folder is missing or not a run that was trained
 * @throws {CheckpointError} as {@link readStretch}
 */
export function readRecorded(
  dir: string,
  request: RecordedRequest,
  onDamaged: Checkpoints["onDamaged"],
) {
  const { task, files = nodeFileSystem } = request;
  const run = readRun(dir, task, files);
  const { config, modelConfig } = run;
  if (run.imported)
    throw new RunFolderError(
      `The run in ${dir} holds imported weights that were not trained here, so there is no step to repeat.`,
    );
  const place = { dir, files };
  const spec = specOf(run);
  const stretch = readStretch(
    {
      place,
      read: (step): TrainState => readCheckpoint(place, step, spec).state,
      seeded: run.init
        ? undefined
        : () =>
            initialState(modelConfig, config.training.seed, config.training),
      onDamaged,
    },
    request,
  );
  return { run, ...stretch, lines: stepLines(runPaths(dir).metrics, files) };
}
