/** @file Reads checkpoints, none of which is trusted: files, lengths and hashes must be those of its manifest. */
import {
  parameterLayout,
  type ModelConfig,
  type ParameterLayout,
} from "@trm/models";
import { isDiskFailure, readInside, StorageError } from "@trm/storage";
import type { TrainConfig } from "../config/config";
import { DamagedCheckpointError } from "../errors";
import {
  CHECKPOINTS,
  checkpointPath,
  EMA,
  MODEL,
  OPTIMIZER,
  type Checkpoint,
  type RunPlace,
} from "./checkpoint";
import { checkpointFolders } from "./checkpoint-folders";
import {
  decodeVectors,
  mostVectorBytes,
  VectorsError,
} from "./checkpoint-tensors";
import {
  MANIFEST,
  MOST_MANIFEST_BYTES,
  parseManifest,
  sha256Of,
  type Manifest,
} from "./manifest";
import {
  decodeState,
  MOST_STATE_BYTES,
  STATE,
  type StateRecord,
} from "./state-file";

/** What decides which files a run's checkpoints have, and how long these can be. */
export interface CheckpointSpec {
  readonly modelConfig: ModelConfig;
  /** whether the weights are averaged */
  readonly averaged: boolean;
  /** train steps of the whole run, beyond which it has no checkpoint */
  readonly steps: number;
  /** whether the weights were imported: there are neither moments nor an average then */
  readonly imported: boolean;
}

/**
 * @param run as its run.json has it
 * @returns what its checkpoints must hold
 */
export const specOf = ({
  config: { training },
  modelConfig,
  imported,
}: {
  readonly config: TrainConfig;
  readonly modelConfig: ModelConfig;
  readonly imported?: object;
}): CheckpointSpec => ({
  modelConfig,
  averaged: training.emaDecay !== undefined && !imported,
  steps: training.steps,
  imported: imported !== undefined,
});

/** What the disk says of a file that is damaged; all else is trouble of this process, or of the whole disk. */
const DAMAGE: ReadonlySet<string> = new Set([
  ...["ENOENT", "ENOTDIR", "EISDIR", "ELOOP", "EIO"],
]);

/** One checkpoint that is being read. */
class Reader {
  private readonly layout: ParameterLayout;
  private readonly manifest: Manifest;

  constructor(
    private readonly place: RunPlace,
    private readonly step: number,
    private readonly spec: CheckpointSpec,
    private readonly folder: string,
  ) {
    this.layout = parameterLayout(spec.modelConfig);
    this.manifest = this.readManifest(spec);
  }

  /** @param reason words that follow `is damaged:` */
  damaged(reason: string, cause?: unknown): DamagedCheckpointError {
    const path = checkpointPath(this.place.dir, this.step);
    return new DamagedCheckpointError({ path, step: this.step, reason }, cause);
  }

  private read(name: string, mostBytes: number): Uint8Array {
    const { files, dir } = this.place;
    const inner = `${CHECKPOINTS}/${this.folder}/${name}`;
    try {
      return readInside(files, dir, inner, mostBytes);
    } catch (cause) {
      if (!(cause instanceof StorageError)) throw cause;
      if (isDiskFailure(cause) && !DAMAGE.has(cause.code)) throw cause;
      if (cause.code === "ENOENT")
        throw this.damaged(`it has no ${name}`, cause);
      const [first = "", ...rest] = cause.message.replace(/\.$/, "");
      throw this.damaged(first.toLowerCase() + rest.join(""), cause);
    }
  }

  private readManifest({ averaged, imported }: CheckpointSpec): Manifest {
    const bytes = this.read(MANIFEST, MOST_MANIFEST_BYTES);
    const manifest = parseManifest(parseJson(bytes));
    if (!manifest) throw this.damaged(`its ${MANIFEST} is none`);
    const expected = [
      ...(averaged ? [EMA] : []),
      MODEL,
      ...(imported ? [] : [OPTIMIZER]),
      STATE,
    ];
    const listed = Object.keys(manifest.files).sort();
    if (String(listed) !== String(expected))
      throw this.damaged(
        `its ${MANIFEST} lists ${listed.join(", ") || "no files"} where ${expected.join(", ")} are expected`,
      );
    return manifest;
  }

  private readListed(name: string, mostBytes: number): Uint8Array {
    const { bytes, sha256 } = this.manifest.files[name]!;
    if (bytes > mostBytes)
      throw this.damaged(
        `its ${MANIFEST} says ${bytes} bytes of ${name}, which can have ${mostBytes} at most`,
      );
    const found = this.read(name, bytes);
    if (found.byteLength !== bytes)
      throw this.damaged(
        `${name} has ${found.byteLength} bytes where its ${MANIFEST} says ${bytes}`,
      );
    if (sha256Of(found) !== sha256)
      throw this.damaged(
        `${name} has other bytes than its ${MANIFEST} says, by their SHA-256`,
      );
    return found;
  }

  state(): StateRecord {
    const state = decodeState(this.readListed(STATE, MOST_STATE_BYTES));
    if (!state) throw this.damaged(`its ${STATE} holds no training state`);
    if (state.step !== this.step)
      throw this.damaged(`its ${STATE} is of step ${state.step}`);
    const { steps } = this.spec;
    if (state.step > steps)
      throw this.damaged(`the run has ${steps} steps only`);
    return state;
  }

  vectors(name: string, prefixes: readonly string[]): Float32Array[] {
    const most = mostVectorBytes(this.layout, prefixes.length);
    const bytes = this.readListed(name, most);
    try {
      return decodeVectors(bytes, this.layout, prefixes);
    } catch (cause) {
      if (!(cause instanceof VectorsError)) throw cause;
      throw this.damaged(`${name} ${cause.message}`, cause);
    }
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch {
    return undefined;
  }
}

/** Reads the first whole one of a step's folders; where none is, what is wrong with the first counts. */
function readFirstWhole<T>(
  folders: readonly string[],
  read: (folder: string) => T,
): T {
  let damage: DamagedCheckpointError | undefined;
  for (const folder of folders) {
    try {
      return read(folder);
    } catch (error) {
      if (!(error instanceof DamagedCheckpointError)) throw error;
      damage ??= error;
    }
  }
  throw damage ?? new TypeError("A checkpoint without a folder.");
}

/** Where the checkpoint of a step may lie; where nothing is, its place. */
const foldersOf = (place: RunPlace, step: number): readonly string[] =>
  checkpointFolders(place).get(step) ?? [String(step)];

/**
 * Reads everything of a checkpoint.
 *
 * @param place the run
 * @param step the checkpoint's
 * @param spec what is expected
 * @param folders in which it is sought; absent, wherever it may lie
 * @throws {DamagedCheckpointError} when anything in it is not as it was written
 * @throws {StorageError} when this process may not read it, has too many files open, and the like
 */
export function readCheckpoint(
  place: RunPlace,
  step: number,
  spec: CheckpointSpec,
  folders = foldersOf(place, step),
): Checkpoint {
  return readFirstWhole(folders, (folder) =>
    readAll(new Reader(place, step, spec, folder), spec),
  );
}

function readAll(reader: Reader, { averaged }: CheckpointSpec): Checkpoint {
  const { step, optimizerStep, depth, best, earlyStop, logs } = reader.state();
  const [params] = reader.vectors(MODEL, [""]);
  const [m, v] = reader.vectors(OPTIMIZER, ["m.", "v."]);
  const [ema] = averaged ? reader.vectors(EMA, [""]) : [];
  return {
    state: {
      step,
      optimizerStep,
      depth,
      params: params!,
      m: m!,
      v: v!,
      ...(ema && { ema }),
    },
    ...(best && { best }),
    ...(earlyStop && { earlyStop }),
    logs,
  };
}

/** The weights of a checkpoint, and what its state says of the best one. */
export interface CheckpointWeights extends Pick<Checkpoint, "best"> {
  readonly step: number;
  readonly params: Float32Array;
}

/**
 * Reads the weights of a checkpoint and nothing that only training needs.
 *
 * @param averaged whether the average is wanted
 * @throws as {@link readCheckpoint}
 */
export function readCheckpointWeights(
  place: RunPlace,
  step: number,
  spec: CheckpointSpec,
  averaged: boolean,
): CheckpointWeights {
  return readFirstWhole(foldersOf(place, step), (folder) => {
    const reader = new Reader(place, step, spec, folder);
    const { best } = reader.state();
    const [params] = reader.vectors(averaged ? EMA : MODEL, [""]);
    return { step, params: params!, ...(best && { best }) };
  });
}
