/** @file The errors a user of training can cause; each message is one sentence. */
import type { StorageError } from "@trm/storage";

/** A path into a configuration that leads through something else than a section. */
export class ConfigPathError extends Error {
  override readonly name = "ConfigPathError";
}

/** A run folder that is missing, already used, or not a run. */
export class RunFolderError extends Error {
  override readonly name = "RunFolderError";
}

/** A checkpoint that is absent, damaged, or belongs to another model. */
export class CheckpointError extends Error {
  override readonly name: string = "CheckpointError";
}

/** A checkpoint that is not as it was written. */
export interface DamagedCheckpoint {
  /** its folder */
  readonly path: string;
  readonly step: number;
  /** words that follow `is damaged:` */
  readonly reason: string;
}

/** A checkpoint that was asked for and is not as it was written. */
export class DamagedCheckpointError extends CheckpointError {
  override readonly name = "DamagedCheckpointError";

  constructor(
    readonly damage: DamagedCheckpoint,
    cause?: unknown,
  ) {
    super(`The checkpoint ${damage.path} is damaged: ${damage.reason}.`, {
      cause,
    });
  }
}

/**
 * What is safe when the disk fails: the checkpoint of a step; a run without one (`beginning`); no run yet (`nothing`);
 * all that there was (`untouched`), of which something may have been moved aside already; what somebody has removed
 * meanwhile (`removed`).
 */
export type KeptState =
  number | "beginning" | "nothing" | "untouched" | "removed";

const KEPT: Readonly<Record<Exclude<KeptState, number>, string>> = {
  beginning: "no checkpoint had been written yet",
  nothing: "it had not begun",
  untouched: "nothing of it is lost",
  removed: "its checkpoints have been removed",
};

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: "free space",
  EDQUOT: "free space",
  EROFS: "make the file system writable",
  EACCES: "let this user write there",
  EPERM: "let this user write there",
  EMFILE: "raise the limit of open files (ulimit -n)",
};

/** The disk failed under a run, which stopped there. */
export class RunStorageError extends Error {
  override readonly name = "RunStorageError";
  /** of the operating system, such as ENOSPC */
  readonly code: string;

  /**
   * @param dir the run folder
   * @param cause what could not be written or read, and why
   * @param kept what is safe, such as the step of the newest whole checkpoint
   */
  constructor(
    dir: string,
    override readonly cause: StorageError,
    readonly kept: KeptState,
  ) {
    const state =
      typeof kept === "number"
        ? `the checkpoint of step ${kept} is whole`
        : KEPT[kept];
    const advice = ADVICE[cause.code] ?? "see to the disk";
    const rest = {
      nothing: `${advice}, then start it again`,
      removed: "start it again in another folder",
    };
    const help =
      kept === "nothing" || kept === "removed"
        ? rest[kept]
        : `${advice}, then trm resume ${dir}`;
    super(
      `${cause.message.replace(/\.$/, "")}; the run stopped, ${state}: ${help}.`,
    );
    this.code = cause.code;
  }
}

/** Weights to start from that are of another model. */
export class InitialWeightsError extends Error {
  override readonly name = "InitialWeightsError";

  /**
   * @param message one sentence
   * @param keys dotted paths of the configuration's keys that make the other model
   */
  constructor(
    message: string,
    readonly keys: readonly string[],
  ) {
    super(message);
  }
}

/** A folder that is no case in the golden format. */
export class GoldenCaseError extends Error {
  override readonly name = "GoldenCaseError";
}

/** The loss or the gradient of a step is NaN or infinite; the step's update was not applied. */
export class NonFiniteLossError extends Error {
  override readonly name = "NonFiniteLossError";

  /**
   * @param step the step that failed, counted from 1
   * @param measured loss in nats and gradient norm as they were computed
   * @param checkpointStep the step of the checkpoint that was kept
   */
  constructor(
    readonly step: number,
    readonly measured: { readonly loss: number; readonly gradientNorm: number },
    readonly checkpointStep: number,
  ) {
    super(
      `Step ${step} gave loss ${measured.loss} and gradient norm ${measured.gradientNorm} where finite numbers were expected, ` +
        `so the run stopped with the checkpoint of step ${checkpointStep}; try a lower learning rate.`,
    );
  }
}

/** An update whose gradient was finite has made weights that are not; they are in no checkpoint. */
export class NonFiniteWeightsError extends Error {
  override readonly name = "NonFiniteWeightsError";

  /**
   * @param step the step after which this was noticed: when a checkpoint was to be written
   * @param checkpointStep the step of the newest checkpoint; undefined where there is none
   */
  constructor(
    readonly step: number,
    readonly checkpointStep: number | undefined,
  ) {
    const kept =
      checkpointStep === undefined
        ? "without a checkpoint"
        : `with the checkpoint of step ${checkpointStep}`;
    super(
      `Step ${step} made weights or moments that are not finite, so the run stopped ${kept}; try a lower learning rate.`,
    );
  }
}
