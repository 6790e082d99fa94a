/** @file A checkpoint is a folder: model.safetensors, optimizer.safetensors, state.json; all of it or none of it. */
import {
  decodeSafetensors,
  encodeSafetensors,
  parameterLayout,
  type HostTensor,
  type ModelConfig,
  type ParameterLayout,
} from "@trm/models";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { CheckpointError } from "../errors";
import { startFrom, type TrainState } from "./train-state";
import { writeFolder, writeJson, writeSynced } from "./whole-files";

const MODEL = "model.safetensors";
const OPTIMIZER = "optimizer.safetensors";
const STATE = "state.json";

const stateSchema = z.object({
  step: z.int().min(0),
  optimizerStep: z.int().min(0),
  depth: z.object({ depth: z.int().min(1), streak: z.int().min(0) }),
});

type Tensors = Record<string, HostTensor>;

/** Views of a flat vector under the layout's names; nothing is copied. */
const viewsOf = (
  flat: Float32Array,
  layout: ParameterLayout,
  prefix = "",
): Tensors =>
  Object.fromEntries(
    layout.entries.map(({ name, shape, offset, size }) => [
      prefix + name,
      { dtype: "float32", shape, data: flat.subarray(offset, offset + size) },
    ]),
  );

/**
 * Writes `checkpoints/<step>/` without moments: weights that can be used and trained on, from which no run resumes.
 *
 * @param checkpoints the folder of the run's checkpoints
 * @param state the weights and their step
 * @param config the model, for the parameters' names
 */
export function writeCheckpointModel(
  checkpoints: string,
  { step, params }: Pick<TrainState, "step" | "params">,
  config: ModelConfig,
): void {
  const { optimizerStep, depth } = startFrom(config, params);
  writeFolder(join(checkpoints, String(step)), (unfinished) => {
    const model = viewsOf(params, parameterLayout(config));
    writeSynced(join(unfinished, MODEL), [encodeSafetensors(model)]);
    writeJson(join(unfinished, STATE), { step, optimizerStep, depth });
  });
}

/**
 * Writes `checkpoints/<step>/`, which appears once all of it is on disk. The bytes depend on the state alone.
 *
 * @param checkpoints the folder of the run's checkpoints
 * @param state what is kept
 * @param config the model, for the parameters' names
 * @returns the checkpoint's folder
 */
export function writeCheckpoint(
  checkpoints: string,
  state: TrainState,
  config: ModelConfig,
): string {
  const { params, m, v, step, optimizerStep, depth } = state;
  const layout = parameterLayout(config);
  const dir = join(checkpoints, String(step));
  writeFolder(dir, (unfinished) => {
    const model = viewsOf(params, layout);
    writeSynced(join(unfinished, MODEL), [encodeSafetensors(model)]);
    const moments = {
      ...viewsOf(m, layout, "m."),
      ...viewsOf(v, layout, "v."),
    };
    writeSynced(join(unfinished, OPTIMIZER), [encodeSafetensors(moments)]);
    writeJson(join(unfinished, STATE), { step, optimizerStep, depth });
  });
  return dir;
}

/**
 * Finds the newest complete checkpoint.
 *
 * @param checkpoints the folder of the run's checkpoints
 * @returns its folder, or undefined where there is none
 */
export function newestCheckpoint(checkpoints: string): string | undefined {
  if (!existsSync(checkpoints)) return undefined;
  const steps = readdirSync(checkpoints)
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  return steps.length > 0
    ? join(checkpoints, String(Math.max(...steps)))
    : undefined;
}

function readTensors(path: string): Tensors {
  try {
    return decodeSafetensors(readFileSync(path)).tensors;
  } catch (cause) {
    throw new CheckpointError(
      `The checkpoint file ${path} cannot be read (${cause instanceof Error ? cause.message.replace(/\.$/, "") : "unknown reason"}); ` +
        `delete its folder so that the checkpoint before it is used.`,
      { cause },
    );
  }
}

function flatOf(
  tensors: Tensors,
  layout: ParameterLayout,
  path: string,
  prefix = "",
): Float32Array {
  const flat = new Float32Array(layout.size);
  for (const { name, shape, offset, size } of layout.entries) {
    const tensor = tensors[prefix + name];
    if (tensor?.dtype !== "float32" || tensor.data.length !== size)
      throw new CheckpointError(
        `The checkpoint file ${path} has ${tensor ? `${tensor.dtype} [${tensor.shape.join(", ")}]` : "nothing"} for "${prefix}${name}", ` +
          `but the run's model expects float32 [${shape.join(", ")}]; it belongs to another model.`,
      );
    flat.set(tensor.data, offset);
  }
  return flat;
}

function readState(path: string): z.output<typeof stateSchema> {
  try {
    return stateSchema.parse(JSON.parse(readFileSync(path, "utf8")));
  } catch (cause) {
    throw new CheckpointError(
      `The checkpoint file ${path} is missing or does not hold a training state as JSON; ` +
        `delete its folder so that the checkpoint before it is used.`,
      { cause },
    );
  }
}

/**
 * Reads the parameters of a checkpoint, without the optimizer's moments.
 *
 * @param dir a checkpoint's folder
 * @param config the run's model
 * @throws {CheckpointError} when a file is absent, truncated or of another model
 */
export function readCheckpointModel(
  dir: string,
  config: ModelConfig,
): Pick<TrainState, "step" | "params"> {
  const { step } = readState(join(dir, STATE));
  const path = join(dir, MODEL);
  const params = flatOf(readTensors(path), parameterLayout(config), path);
  return { step, params };
}

/**
 * Reads the whole state of a checkpoint.
 *
 * @param dir a checkpoint's folder
 * @param config the run's model
 * @throws {CheckpointError} when a file is absent, truncated or of another model
 */
export function readCheckpoint(dir: string, config: ModelConfig): TrainState {
  const layout = parameterLayout(config);
  const path = join(dir, OPTIMIZER);
  const moments = readTensors(path);
  return {
    ...readState(join(dir, STATE)),
    ...readCheckpointModel(dir, config),
    m: flatOf(moments, layout, path, "m."),
    v: flatOf(moments, layout, path, "v."),
  };
}
