/** @file The checkpoints of a run: which there are, which is the newest whole one, which go. */
import { removeTree, saying, type StorageError } from "@trm/storage";
import { join } from "node:path";
import {
  CheckpointError,
  DamagedCheckpointError,
  isDiskFailure,
  RunFolderError,
  type DamagedCheckpoint,
} from "../errors";
import { CHECKPOINTS, checkpointPath, type RunPlace } from "./checkpoint";
import { checkpointsToRemove, staysForGood, type KeepRule } from "./keep-rule";

/** Steps as names; anything else is not ours, or not finished. */
const STEP_NAME = /^(0|[1-9]\d{0,9})$/;

/** What a replacement leaves that was interrupted between its two renames. */
const REPLACED_NAME = /^\.replaced-(0|[1-9]\d{0,9})-[0-9a-f]+$/;

const namesIn = ({ files, dir }: RunPlace): string[] => {
  const path = join(dir, CHECKPOINTS);
  const status = files.status(path);
  if (status === undefined) return [];
  if (status.kind !== "folder")
    throw new RunFolderError(
      `${path} is a ${status.kind} where the folder of a run's checkpoints is expected; put the folder itself there.`,
    );
  return files.list(path);
};

/**
 * The folders of a run's checkpoints by step. One whose replacement was interrupted between two renames is where it was
 * put meanwhile; the next session puts it back.
 *
 * @throws {RunFolderError} when the place of the checkpoints is no folder
 */
export function checkpointFolders(place: RunPlace): Map<number, string> {
  const folders = new Map<number, string>();
  const names = namesIn(place);
  for (const name of names) {
    const step = REPLACED_NAME.exec(name)?.[1];
    if (step !== undefined) folders.set(Number(step), name);
  }
  for (const name of names)
    if (STEP_NAME.test(name)) folders.set(Number(name), name);
  return folders;
}

/**
 * @param place a run
 * @returns the steps that have a checkpoint, whole or damaged, rising
 * @throws {RunFolderError} when the place of the checkpoints is no folder
 */
export const checkpointSteps = (place: RunPlace): number[] =>
  [...checkpointFolders(place).keys()].sort((a, b) => a - b);

/**
 * @param steps of the checkpoints that are there, rising
 * @param step the one that was asked for
 * @returns what is said of a step that has none
 */
export const noSuchCheckpoint = (
  dir: string,
  steps: readonly number[],
  step: number,
): CheckpointError =>
  new CheckpointError(
    `The run in ${dir} has no checkpoint of step ${step}; it has ${steps.length > 0 ? `those of ${steps.slice(-20).join(", ")}` : "none"}.`,
  );

/** What was found, and what was passed over on the way. */
export interface NewestCheckpoint<T> {
  /** absent where no checkpoint is whole */
  readonly found?: T;
  /** newer ones, newest first */
  readonly damaged: readonly DamagedCheckpoint[];
  /** why the disk would not give the newest of these, where that is what was wrong */
  readonly failure?: StorageError;
}

/**
 * Reads from the newest checkpoint on until one is whole.
 *
 * @param place a run
 * @param read reads the checkpoint of a step
 */
export function newestCheckpoint<T>(
  place: RunPlace,
  read: (step: number) => T,
): NewestCheckpoint<T> {
  const damaged: DamagedCheckpoint[] = [];
  let failure: StorageError | undefined;
  for (const step of checkpointSteps(place).reverse()) {
    try {
      return { found: read(step), damaged };
    } catch (error) {
      if (!(error instanceof DamagedCheckpointError)) throw error;
      damaged.push(error.damage);
      const { cause } = error;
      if (isDiskFailure(cause) && cause.code === "EIO") failure ??= cause;
    }
  }
  return { damaged, ...(failure && { failure }) };
}

/** What is said where no checkpoint is whole. */
export const damageSentence = (
  dir: string,
  [newest, ...more]: readonly DamagedCheckpoint[],
): string =>
  `No checkpoint of the run in ${dir} is whole: ${newest?.path} is damaged (${newest?.reason})${more.length > 0 ? `, and so are ${more.length} older ones` : ""}; put back a copy, or start a new run.`;

/**
 * Moves a checkpoint aside as `<step>.damaged`, `<step>.damaged-2` and so on; nothing is deleted.
 *
 * @throws {StorageError} when the disk fails
 */
export function moveAside({ files, dir }: RunPlace, step: number): void {
  const path = checkpointPath(dir, step);
  let aside = `${path}.damaged`;
  for (let n = 2; files.status(aside) !== undefined; n += 1)
    aside = `${path}.damaged-${n}`;
  saying(`${path} could not be moved aside`, path, () => {
    files.rename(path, aside);
    files.syncFolder(join(dir, CHECKPOINTS));
  });
}

/** Puts a checkpoint back whose replacement was interrupted before the new one stood there. */
export function restoreReplaced(place: RunPlace): void {
  const { files, dir } = place;
  for (const name of namesIn(place)) {
    const step = REPLACED_NAME.exec(name)?.[1];
    if (step === undefined) continue;
    const from = join(dir, CHECKPOINTS, name);
    const to = checkpointPath(dir, Number(step));
    // Where the new one stands, the old one is what was still to be removed.
    if (files.status(to) !== undefined) {
      removeTree(files, from);
      continue;
    }
    saying(`${from} could not be put back`, from, () => {
      files.rename(from, to);
      files.syncFolder(join(dir, CHECKPOINTS));
    });
  }
}

/**
 * Removes the checkpoints that the rule no longer keeps. Damaged ones neither count nor go.
 *
 * @param best step of the best checkpoint, where there is one
 * @param isWhole whether the checkpoint of a step is whole
 * @throws {StorageError} when the disk fails
 */
export function pruneCheckpoints(
  place: RunPlace,
  best: number | undefined,
  rule: KeepRule,
  isWhole: (step: number) => boolean,
): void {
  const whole: number[] = [];
  for (const step of checkpointSteps(place).reverse()) {
    // Reading what stays in any case would be in vain.
    const counts = whole.length < rule.keepLast || !staysForGood(step, rule);
    if (counts && isWhole(step)) whole.push(step);
  }
  for (const step of checkpointsToRemove(whole, best, rule))
    removeTree(place.files, checkpointPath(place.dir, step));
}
