/** @file Which steps of a run are repeated: from one checkpoint to another. */
import { CheckpointError, type DamagedCheckpoint } from "../errors";
import type { RunPlace } from "../run/checkpoint";
import { demand, newestCheckpoint, readStep } from "../run/find-checkpoint";
import type { TrainState } from "../run/train-state";

/** What a run has to begin and end a repetition with, for reading only. */
export interface Checkpoints {
  readonly place: RunPlace;
  /** @throws {DamagedCheckpointError} when it is not as it was written */
  readonly read: (step: number) => TrainState;
  /** the seeded state; absent where weights were given, which a checkpoint has */
  readonly seeded?: () => TrainState;
  /** hears of a damaged checkpoint that nobody asked for */
  readonly onDamaged: (damage: DamagedCheckpoint) => void;
}

/** Both are steps of checkpoints; `from` may be 0, where training began. */
export interface StretchRequest {
  readonly from?: number;
  readonly to?: number;
}

/** The two ends of what is repeated. */
export interface Stretch {
  readonly start: TrainState;
  readonly end: TrainState;
}

/** The newest good checkpoint whose step lies between the two, both excluded. */
function newestBetween(
  { place, read, onDamaged }: Checkpoints,
  above: number,
  below = Infinity,
): TrainState | undefined {
  const { found, damaged } = newestCheckpoint(place, read, { above, below });
  damaged.forEach(onDamaged);
  return found;
}

const readNamed = ({ place, read }: Checkpoints, step: number): TrainState =>
  demand(place, step, readStep(place, step, read));

const beginning = (checkpoints: Checkpoints): TrainState =>
  checkpoints.seeded?.() ?? readNamed(checkpoints, 0);

/**
 * Reads the ends of the stretch that is asked for; without one, the last two neighbouring good checkpoints, and where
 * there is one only, the beginning and that.
 *
 * @param checkpoints of the run
 * @param request the ends, as far as they are named
 * @throws {CheckpointError} when a checkpoint that is named is absent or damaged, `from` is not before `to`, or there is
 *   no good checkpoint to end with
 */
export function readStretch(
  checkpoints: Checkpoints,
  { from, to }: StretchRequest,
): Stretch {
  const { dir } = checkpoints.place;
  if (from !== undefined && to !== undefined && from >= to)
    throw new CheckpointError(
      `A stretch of the run in ${dir} from step ${from} to step ${to} has no step in it; expected an end after its beginning.`,
    );
  const end =
    to === undefined
      ? newestBetween(checkpoints, from ?? 0)
      : readNamed(checkpoints, to);
  if (!end)
    throw new CheckpointError(
      `The run in ${dir} has no good checkpoint after step ${from ?? 0} to compare with; let it train until the next one.`,
    );
  const start =
    from === undefined
      ? (newestBetween(checkpoints, -1, end.step) ?? beginning(checkpoints))
      : from === 0
        ? beginning(checkpoints)
        : readNamed(checkpoints, from);
  return { start, end };
}
