/** @file A checkpoint is a folder of tensors, state.json and manifest.json, which appears whole or not at all. */
import { parameterLayout, type ModelConfig } from "@trm/models";
import { writeWholeFolder, type FileSystem } from "@trm/storage";
import { join } from "node:path";
import { encodeVectors } from "./checkpoint-tensors";
import { MANIFEST, manifestOf } from "./manifest";
import {
  encodeState,
  STATE,
  type Best,
  type EarlyStopState,
  type LogLengths,
} from "./state-file";
import { startFrom, type TrainState } from "./train-state";

/** The folder of a run in which its checkpoints are. */
export const CHECKPOINTS = "checkpoints";

/** What training updates. */
export const MODEL = "model.safetensors";
/** Both moments of AdamW, as `m.NAME` and `v.NAME`. */
export const OPTIMIZER = "optimizer.safetensors";
/** The exponential moving average of the parameters. */
export const EMA = "ema.safetensors";

/** A run folder on a file system. */
export interface RunPlace {
  readonly files: FileSystem;
  readonly dir: string;
}

/** What a checkpoint keeps. */
export interface Checkpoint {
  readonly state: TrainState;
  /** the best evaluation up to this step */
  readonly best?: Best;
  /** present where every evaluation since a step has reached what ends the run */
  readonly earlyStop?: EarlyStopState;
  readonly logs: LogLengths;
}

/** Where the checkpoint of a step lies. */
export const checkpointPath = (dir: string, step: number): string =>
  join(dir, CHECKPOINTS, String(step));

/** Whether a folder that lies at the place may make room. */
interface WriteOptions {
  readonly replace?: boolean;
}

function writeFiles(
  { files, dir }: RunPlace,
  step: number,
  contents: Readonly<Record<string, Uint8Array>>,
  { replace }: WriteOptions,
): string {
  const path = checkpointPath(dir, step);
  const manifest = JSON.stringify(manifestOf(contents), null, 2);
  writeWholeFolder(
    files,
    path,
    (write) => {
      for (const [name, bytes] of Object.entries(contents))
        write(name, [bytes]);
      write(MANIFEST, [new TextEncoder().encode(`${manifest}\n`)]);
    },
    replace ? { beforeReplacing: () => undefined } : {},
  );
  return path;
}

/**
 * Writes `checkpoints/<step>/` without moments: weights that can be used and trained on, from which no run resumes.
 *
 * @param place the run
 * @param params flat parameters
 * @param modelConfig the model, for the parameters' names
 * @throws {StorageError} when the disk fails
 */
export function writeCheckpointModel(
  place: RunPlace,
  { step, params }: Pick<TrainState, "step" | "params">,
  modelConfig: ModelConfig,
): void {
  const { optimizerStep, depth } = startFrom(modelConfig, params);
  const state = { step, optimizerStep, depth, logs: { metrics: 0 } };
  writeFiles(
    place,
    step,
    {
      [MODEL]: encodeVectors({ "": params }, parameterLayout(modelConfig)),
      [STATE]: encodeState(state),
    },
    {},
  );
}

/**
 * Writes `checkpoints/<step>/`. The bytes of its tensors depend on the state alone.
 *
 * @param place the run
 * @param checkpoint what is kept
 * @param modelConfig the model, for the parameters' names
 * @param options whether a checkpoint of the same step is replaced; otherwise nothing may be there
 * @returns the checkpoint's folder
 * @throws {StorageError} when the disk fails; what was there before is whole
 */
export function writeCheckpoint(
  place: RunPlace,
  { state, best, earlyStop, logs }: Checkpoint,
  modelConfig: ModelConfig,
  options: WriteOptions = {},
): string {
  const { params, m, v, ema, step, optimizerStep, depth } = state;
  const layout = parameterLayout(modelConfig);
  const contents = {
    [MODEL]: encodeVectors({ "": params }, layout),
    [OPTIMIZER]: encodeVectors({ "m.": m, "v.": v }, layout),
    ...(ema && { [EMA]: encodeVectors({ "": ema }, layout) }),
    [STATE]: encodeState({
      ...{ step, optimizerStep, depth, best },
      ...{ earlyStop, logs },
    }),
  };
  return writeFiles(place, step, contents, options);
}
