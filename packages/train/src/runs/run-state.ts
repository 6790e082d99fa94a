/** @file What a run folder says of itself at a glance: the ends of its logs are read, and no weights. */
import {
  nodeFileSystem,
  readJsonInside,
  readLock,
  type FileSystem,
  type LockState,
} from "@trm/storage";
import { basename, join } from "node:path";
import { parseWrittenConfig, type TrainConfig } from "../config/config";
import type { DamagedCheckpoint } from "../errors";
import type { EvaluationMetrics } from "../log/metrics-line";
import { readMetricsTail } from "../log/metrics-log";
import { checkpointPath, type RunPlace } from "../run/checkpoint";
import { checkpointSteps } from "../run/checkpoint-folders";
import { parseStoppedEarly, type StoppedEarly } from "../run/early-stop";
import { runPaths } from "../run/run-folder";
import { readWrittenRun, type WrittenRun } from "../run/run-record";
import { visibleDamage } from "./visible-damage";

/** A run as it is now. */
export interface RunState {
  /** its folder */
  readonly dir: string;
  /** path of the folder inside the one that was listed, or its last part */
  readonly name: string;
  /**
   * `running`: somebody trains it; `done`: all its steps are made, or it has stopped early; `stopped`: it can be resumed; `imported`: weights that
   * were trained elsewhere; `unreadable`: see `reason`
   */
  readonly state: "running" | "done" | "stopped" | "imported" | "unreadable";
  /** why it is unreadable */
  readonly reason?: string;
  /** absent where run.json holds none that this version knows */
  readonly config?: TrainConfig;
  /** who trains it; of another machine it is not known whether it still lives */
  readonly holder?: LockState;
  /** train steps done */
  readonly step: number;
  /** train steps of the whole run; 0 where that is not known */
  readonly steps: number;
  /** of a run that is done, why it was over before its last step; absent where it was not */
  readonly stoppedEarly?: StoppedEarly;
  /** nats, of the last step */
  readonly loss?: number;
  /** the last one */
  readonly evaluation?: EvaluationMetrics;
  /** when one of its files last changed, ms since 1970; 0 where that is not known */
  readonly updatedMs: number;
  /** checkpoints that are not as they were written, as far as names and sizes tell */
  readonly damaged: readonly DamagedCheckpoint[];
}

/** What may go wrong with one part of a folder is no reason to know nothing of the others. */
function orElse<T, U>(read: () => T, otherwise: U): T | U {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** When one of the files last changed that training writes. */
function updatedMs({ files, dir }: RunPlace): number {
  const { record, lock, metrics, done, checkpoints } = runPaths(dir);
  const times = [dir, record, lock, metrics, done, checkpoints].map((path) =>
    orElse(() => files.status(path)?.modifiedMs ?? 0, 0),
  );
  return Math.max(...times);
}

/** What done.json says; undefined where it is none. */
function readDone({ files, dir }: RunPlace) {
  const name = basename(runPaths(dir).done);
  const done = orElse(() => readJsonInside(files, dir, name), undefined);
  if (typeof done?.["step"] !== "number") return undefined;
  return { stoppedEarly: parseStoppedEarly(done["earlyStop"]) };
}

/** Who trains a run; a holder that is dead counts as nobody. */
function holderOf({ files, dir }: RunPlace): LockState | undefined {
  const holder = orElse(() => readLock(files, runPaths(dir).lock), undefined);
  return holder?.alive === "no" ? undefined : holder;
}

const stateOf = (
  place: RunPlace,
  { imported }: WrittenRun,
  holder: LockState | undefined,
): Pick<RunState, "state" | "stoppedEarly"> => {
  if (imported) return { state: "imported" };
  if (holder) return { state: "running" };
  const done = readDone(place);
  if (!done) return { state: "stopped" };
  const { stoppedEarly } = done;
  return { state: "done", ...(stoppedEarly && { stoppedEarly }) };
};

/** Where a resume goes on, as far as names and sizes tell; 0 where no checkpoint is. */
function newestStep(
  place: RunPlace,
  damaged: readonly DamagedCheckpoint[],
): number {
  const unusable = new Set(damaged.map(({ path }) => path));
  const isUsable = (step: number): boolean =>
    !unusable.has(checkpointPath(place.dir, step));
  return checkpointSteps(place).findLast(isUsable) ?? 0;
}

function describeReadable(place: RunPlace, written: WrittenRun) {
  const config = parseWrittenConfig(written.config);
  const holder = holderOf(place);
  const damaged = visibleDamage(place);
  const newest = newestStep(place, damaged);
  // What was logged after the last checkpoint is done, too, while the run goes on; else it is made again.
  const { metrics, evaluation } = readMetricsTail(
    place.files,
    runPaths(place.dir).metrics,
    holder ? Infinity : newest,
  );
  return {
    config,
    ...stateOf(place, written, holder),
    ...(holder && { holder }),
    step: holder ? (metrics?.step ?? newest) : newest,
    steps: written.imported ? 0 : config.training.steps,
    ...(Number.isFinite(metrics?.loss) && { loss: metrics?.loss }),
    ...(evaluation && { evaluation }),
    damaged,
  };
}

/**
 * Describes a run without reading more than the ends of its logs. Whatever the folder holds, nothing is thrown: what
 * cannot be understood is `unreadable`, with the reason.
 *
 * @param dir a folder
 * @param files where it is
 */
export function describeRunState(
  dir: string,
  files: FileSystem = nodeFileSystem,
): RunState {
  const place = { files, dir };
  const common = {
    dir,
    name: basename(join(dir)),
    updatedMs: updatedMs(place),
  };
  try {
    const written = readWrittenRun(files, dir);
    return { ...common, ...describeReadable(place, written) };
  } catch (error) {
    const reason = messageOf(error);
    const state = "unreadable";
    return { ...common, state, reason, step: 0, steps: 0, damaged: [] };
  }
}
