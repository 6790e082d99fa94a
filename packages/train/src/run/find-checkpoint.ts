/** @file Finds a whole checkpoint in a folder in which somebody may be training: one that goes meanwhile is not damaged. */
import { isDiskFailure, type StorageError } from "@trm/storage";
import {
  CheckpointError,
  DamagedCheckpointError,
  type DamagedCheckpoint,
} from "../errors";
import type { RunPlace } from "./checkpoint";
import { checkpointSteps } from "./checkpoint-folders";

/** What is found again after so many looks is there to stay. */
const MOST_LOOKS = 8;

/** A checkpoint that was read, or why it could not be. */
export type ReadStep<T> =
  { readonly found: T } | { readonly damage: DamagedCheckpointError };

/**
 * Reads a checkpoint. Whoever trains may put another in its place at any moment, so that one which seems damaged is read
 * once more.
 *
 * @param read reads the checkpoint of a step, or throws {@link DamagedCheckpointError}
 * @returns undefined where there is none of that step any more
 */
export function readStep<T>(
  place: RunPlace,
  step: number,
  read: (step: number) => T,
): ReadStep<T> | undefined {
  for (let look = 1; ; look += 1) {
    try {
      return { found: read(step) };
    } catch (damage) {
      if (!(damage instanceof DamagedCheckpointError)) throw damage;
      if (!checkpointSteps(place).includes(step)) return undefined;
      if (look === 2) return { damage };
    }
  }
}

/**
 * Looks at the checkpoints that there are, again while others come and go.
 *
 * @param look is given their steps, rising; undefined where what it needs was not among them
 * @returns what the last look gave
 */
export function lookThrough<T>(
  place: RunPlace,
  look: (steps: readonly number[]) => T,
  isEnough: (seen: T) => boolean,
): T {
  for (let looks = 1; ; looks += 1) {
    const steps = checkpointSteps(place);
    const seen = look(steps);
    if (isEnough(seen) || looks === MOST_LOOKS) return seen;
    if (String(checkpointSteps(place)) === String(steps)) return seen;
  }
}

/** What was found, and what was passed over on the way. */
export interface NewestCheckpoint<T> {
  /** absent where no checkpoint is whole */
  readonly found?: T;
  /** newer ones, newest first */
  readonly damaged: readonly DamagedCheckpoint[];
  /** why the disk would not give the newest of these, where that is what was wrong */
  readonly failure?: StorageError;
}

/** Steps between which a checkpoint is sought, both excluded. */
interface Between {
  readonly above?: number;
  readonly below?: number;
}

/**
 * Reads from the newest checkpoint on until one is whole.
 *
 * @param place a run
 * @param read reads the checkpoint of a step
 * @param between absent, every checkpoint counts
 */
export const newestCheckpoint = <T>(
  place: RunPlace,
  read: (step: number) => T,
  { above = -1, below = Infinity }: Between = {},
): NewestCheckpoint<T> =>
  lookThrough(
    place,
    (steps) => {
      const falling = steps.filter((s) => s > above && s < below).reverse();
      return newestOf(place, falling, read);
    },
    (seen) => "found" in seen,
  );

function newestOf<T>(
  place: RunPlace,
  falling: readonly number[],
  read: (step: number) => T,
): NewestCheckpoint<T> {
  const damaged: DamagedCheckpoint[] = [];
  let failure: StorageError | undefined;
  for (const step of falling) {
    const one = readStep(place, step, read);
    if (!one) continue;
    if ("found" in one) return { found: one.found, damaged };
    damaged.push(one.damage.damage);
    const { cause } = one.damage;
    if (isDiskFailure(cause) && cause.code === "EIO") failure ??= cause;
  }
  return { damaged, ...(failure && { failure }) };
}

/**
 * A checkpoint that no other will do for.
 *
 * @throws {CheckpointError} when there is none, or when it is damaged
 */
export function demand<T>(
  place: RunPlace,
  step: number,
  one: ReadStep<T> | undefined,
): T {
  if (!one) throw noSuchCheckpoint(place, step);
  if ("damage" in one) throw one.damage;
  return one.found;
}

function noSuchCheckpoint(place: RunPlace, step: number): CheckpointError {
  const steps = checkpointSteps(place);
  return new CheckpointError(
    `The run in ${place.dir} has no checkpoint of step ${step}; it has ${steps.length > 0 ? `those of ${steps.slice(-20).join(", ")}` : "none"}.`,
  );
}

/** What is said where no checkpoint is whole. */
export const damageSentence = (
  dir: string,
  [newest, ...more]: readonly DamagedCheckpoint[],
): string =>
  `No checkpoint of the run in ${dir} is whole: ${newest?.path} is damaged (${newest?.reason})${more.length > 0 ? `, and so are ${more.length} older ones` : ""}; put back a copy, or start a new run.`;
