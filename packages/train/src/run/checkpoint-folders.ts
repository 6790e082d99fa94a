/** @file The folders of a run's checkpoints: which there are, which are put back, moved aside or removed. */
import { removeTree, rethrowAs } from "@trm/storage";
import { join } from "node:path";
import { RunFolderError, type DamagedCheckpoint } from "../errors";
import { CHECKPOINTS, checkpointPath, type RunPlace } from "./checkpoint";
import { checkpointsToRemove, staysForGood, type KeepRule } from "./keep-rule";

/**
 * Steps as names, and what a replacement leaves that was interrupted after the first of its two renames; anything else
 * is not ours, or not finished.
 */
const NAME = /^(0|[1-9]\d{0,9})$|^\.replaced-(0|[1-9]\d{0,9})-[0-9a-f]+$/;

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
 * The names of the folders of a run's checkpoints by step: the place of that step, where something is there, then what
 * was to be replaced there.
 *
 * @throws {RunFolderError} when the place of the checkpoints is no folder
 */
export function checkpointFolders(
  place: RunPlace,
): Map<number, readonly string[]> {
  const folders = new Map<number, readonly string[]>();
  for (const name of namesIn(place)) {
    const [, inPlace, replaced] = NAME.exec(name) ?? [];
    const step = Number(inPlace ?? replaced);
    const others = folders.get(step) ?? [];
    if (inPlace !== undefined) folders.set(step, [name, ...others]);
    else if (replaced !== undefined) folders.set(step, [...others, name]);
  }
  return folders;
}

/**
 * @param place a run
 * @returns the steps that have a checkpoint, whole or damaged, rising
 * @throws {RunFolderError} when the place of the checkpoints is no folder
 */
export const checkpointSteps = (place: RunPlace): number[] =>
  [...checkpointFolders(place).keys()].sort((a, b) => a - b);

/** Renames in the folder of the checkpoints. */
function rename(
  { files, dir }: RunPlace,
  from: string,
  to: string,
  what: string,
): void {
  const path = join(dir, CHECKPOINTS, from);
  rethrowAs(`${path} could not be ${what}`, path, () => {
    files.rename(path, join(dir, CHECKPOINTS, to));
    files.syncFolder(join(dir, CHECKPOINTS));
  });
}

/**
 * Moves a checkpoint aside as `<step>.damaged`, `<step>.damaged-2` and so on; nothing is deleted.
 *
 * @param names of its folders; absent, all
 * @throws {StorageError} when the disk fails
 */
export function moveAside(
  place: RunPlace,
  step: number,
  names = checkpointFolders(place).get(step) ?? [],
): void {
  const { files, dir } = place;
  const path = checkpointPath(dir, step);
  for (const name of names) {
    let aside = ".damaged";
    for (let n = 2; files.status(path + aside) !== undefined; n += 1)
      aside = `.damaged-${n}`;
    rename(place, name, `${step}${aside}`, "moved aside");
  }
}

/**
 * Ends replacements that were interrupted: of two checkpoints of one step the new one stays if it is whole, else the old
 * one is put back. Where neither is whole, both stay as they are.
 *
 * @param damageOf reads one of the folders of a step; undefined where it is whole
 * @param warn hears of a new one that is moved aside
 * @throws {StorageError} when the disk fails
 */
export function endReplacements(
  place: RunPlace,
  damageOf: (step: number, name: string) => DamagedCheckpoint | undefined,
  warn: (message: string) => void,
): void {
  for (const [step, names] of checkpointFolders(place)) {
    const inPlace = String(step);
    if (names.every((name) => name === inPlace)) continue;
    const whole = names.find((name) => damageOf(step, name) === undefined);
    if (whole === undefined) continue;
    if (whole !== inPlace) {
      if (names.includes(inPlace)) {
        const { path, reason } = damageOf(step, inPlace)!;
        moveAside(place, step, [inPlace]);
        warn(
          `The checkpoint ${path} is damaged (${reason}), so the one before it of the same step was put back; the damaged one was moved aside and not deleted.`,
        );
      }
      rename(place, whole, inPlace, "put back");
    }
    for (const name of names)
      if (name !== inPlace && name !== whole)
        removeTree(place.files, join(place.dir, CHECKPOINTS, name));
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
