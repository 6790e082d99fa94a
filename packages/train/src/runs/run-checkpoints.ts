/** @file The checkpoints of a run, each read in full. */
import { nodeFileSystem, type FileSystem } from "@trm/storage";
import type { DamagedCheckpoint } from "../errors";
import { checkpointPath, type RunPlace } from "../run/checkpoint";
import { lookThrough, readStep } from "../run/find-checkpoint";
import { readRun } from "../run/open-run";
import {
  readCheckpoint,
  readCheckpointWeights,
  specOf,
} from "../run/read-checkpoint";
import type { Best } from "../run/state-file";
import { visibleDamage } from "./visible-damage";

/** A checkpoint of a run. */
export interface RunCheckpoint {
  readonly step: number;
  /** its folder */
  readonly path: string;
  /** whether it is the newest whole one, from which a resume goes on */
  readonly last: boolean;
  /** whether it is the one with the best evaluation */
  readonly best: boolean;
  /** why it cannot be used; absent where it is whole */
  readonly damaged?: string;
}

type Found =
  | { readonly step: number; readonly best?: Best }
  | { readonly step: number; readonly damage: DamagedCheckpoint };

/** Every checkpoint that there is, rising by step. */
function readFound(place: RunPlace): Found[] {
  const run = readRun(place.dir, undefined, place.files);
  const spec = specOf(run);
  const read = (step: number): { readonly best?: Best } =>
    run.imported
      ? readCheckpointWeights(place, step, spec, false)
      : readCheckpoint(place, step, spec);
  const look = (step: number): Found[] => {
    const one = readStep(place, step, read);
    if (!one) return [];
    if ("damage" in one) return [{ step, damage: one.damage.damage }];
    const { best } = one.found;
    return [{ step, ...(best && { best }) }];
  };
  return lookThrough(
    place,
    (steps) => steps.flatMap(look),
    (seen) => seen.some((one) => !("damage" in one)),
  );
}

/**
 * Reads every checkpoint of a run and compares its bytes with their hashes.
 *
 * @param dir the run folder
 * @param files where it is
 * @returns the checkpoints, rising by step
 * @throws {RunFolderError} when the folder is missing or not a run, or its task is not built in
 * @throws {StorageError} when this process may not read one
 */
export function describeCheckpoints(
  dir: string,
  files: FileSystem = nodeFileSystem,
): RunCheckpoint[] {
  const place = { files, dir };
  const found = readFound(place);
  const whole = found.filter((one) => !("damage" in one));
  const last = whole.at(-1);
  const inPlace = found.map((one) => ({
    step: one.step,
    path: checkpointPath(dir, one.step),
    last: one === last,
    best: last !== undefined && "best" in last && last.best?.step === one.step,
    ...("damage" in one && { damaged: one.damage.reason }),
  }));
  const aside = visibleDamage(place)
    .filter(({ path, step }) => path !== checkpointPath(dir, step))
    .map(({ path, step, reason }) => ({
      step,
      path,
      last: false,
      best: false,
      damaged: reason,
    }));
  return [...inPlace, ...aside].sort((a, b) => a.step - b.step);
}
