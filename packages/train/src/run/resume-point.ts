/** @file Where a run goes on: its newest whole checkpoint, or its beginning. */
import { rethrowAs } from "@trm/storage";
import {
  CheckpointError,
  DamagedCheckpointError,
  type DamagedCheckpoint,
} from "../errors";
import type { Checkpoint } from "./checkpoint";
import { endReplacements, moveAside } from "./checkpoint-folders";
import { differences, environmentOf, environmentWarning } from "./environment";
import { damageSentence, newestCheckpoint } from "./find-checkpoint";
import type { OpenRun } from "./open-run";
import { readCheckpoint, specOf } from "./read-checkpoint";
import { removeLeftoversOf, runPaths } from "./run-folder";
import { initialState, startFrom, type TrainState } from "./train-state";

/** The state of a run, and whether a checkpoint holds it. */
export interface ResumePoint extends Checkpoint {
  readonly onDisk: boolean;
}

/** The state before the first step. */
export const firstState = ({
  config: { training },
  modelConfig,
  init,
}: OpenRun): TrainState =>
  init
    ? startFrom(modelConfig, init.params, training)
    : initialState(modelConfig, training.seed, training);

/** A run that is no longer at its end is not done. */
function removeDone({ place: { files, dir } }: OpenRun): void {
  const { done } = runPaths(dir);
  if (files.status(done) === undefined) return;
  rethrowAs(`The file ${done} could not be removed`, done, () => {
    files.removeFile(done);
    files.syncFolder(dir);
  });
}

/** What is wrong with what is read; undefined where nothing is. */
function damageOf(read: () => void): DamagedCheckpoint | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    if (error instanceof DamagedCheckpointError) return error.damage;
    throw error;
  }
}

/**
 * Finds the newest whole checkpoint and makes the folder ready to go on from it: damaged ones that are newer are moved
 * aside, since the logs no longer reach as far as they would say; what was interrupted is removed.
 *
 * @param run one that was started before, and is held
 * @param warn hears of every damaged checkpoint
 * @throws {CheckpointError} when there are checkpoints and none is whole, or the weights that it started from are gone;
 *   nothing is changed
 * @throws {StorageError} when the disk fails
 */
export function findResumePoint(
  run: OpenRun,
  warn: (message: string) => void,
): ResumePoint {
  const { place, config } = run;
  const spec = specOf(run);
  const { found, damaged, failure } = newestCheckpoint(place, (step) =>
    readCheckpoint(place, step, spec),
  );
  if (failure) throw failure;
  if (!found && damaged.length > 0)
    throw new CheckpointError(damageSentence(place.dir, damaged));
  if (!found && run.resumed?.init)
    throw new CheckpointError(
      `The run in ${place.dir} has lost its checkpoints, and the weights that it started from were the first of them; start it again with --init.`,
    );
  removeLeftoversOf(place);
  endReplacements(
    place,
    (step, name) =>
      damageOf(() => void readCheckpoint(place, step, spec, [name])),
    warn,
  );
  for (const { step, path, reason } of damaged) {
    moveAside(place, step);
    warn(
      `The checkpoint ${path} is damaged (${reason}), so the run goes on from that of step ${found?.state.step}; the damaged one was moved aside and not deleted.`,
    );
  }
  // A run that was killed before its first checkpoint starts again.
  const point: Checkpoint = found ?? {
    state: firstState(run),
    logs: { metrics: 0 },
  };
  const isOver =
    point.state.step >= config.training.steps || point.earlyStop?.stopped;
  if (!isOver) removeDone(run);
  return { ...point, onDisk: found !== undefined };
}

/**
 * Warns when what bits depend on has changed since the run was started.
 *
 * @param engine the description of the engine that computes now
 */
export function warnOfEnvironment(
  { resumed }: OpenRun,
  engine: string,
  warn: (message: string) => void,
): void {
  if (!resumed?.environment) return;
  const changes = differences(resumed.environment, environmentOf(engine));
  const message = environmentWarning(changes);
  if (message !== undefined) warn(message);
}
