/** @file A trained model, opened for questions: a run's newest checkpoint or an exported folder. */
import type { Decoder } from "@trm/eval";
import type { ModelConfig } from "@trm/models";
import type { Engine, EngineOptions } from "@trm/onnx/runtime";
import type { Alphabet } from "@trm/tasks";
import type { DeviceFlags } from "./device-flags";
import { chooseDevice } from "./doctor/choose-device";
import type { Output } from "./output";
import { quietTfjs } from "./quiet-tfjs";
import { isModelFolder } from "./trained-model";

/** A model with what is known of its training. */
export interface OpenModel {
  /** As the user wrote it. */
  readonly path: string;
  readonly config: ModelConfig;
  /** [parameterLayout(config).size] */
  readonly params: Float32Array;
  /** The task that it was trained on; not always a built-in one. */
  readonly taskName: string;
  readonly alphabet: Alphabet;
  /** Task length of the training; absent where a folder does not say. */
  readonly length?: number;
  /** Train steps behind the parameters; absent where a folder does not say. */
  readonly step?: number;
  /** Seed of the training, known of a run. */
  readonly seed?: number;
  /** Where it was trained, known of a run. */
  readonly runtime?: EngineOptions;
  /** The ONNX file that is shipped: a folder's own, or what exporting the run would write. */
  readonly artefact: () => Promise<Uint8Array>;
}

async function openRun(path: string): Promise<OpenModel> {
  const [{ loadRun }, { getTask }] = await Promise.all([
    import("@trm/train"),
    import("@trm/tasks"),
  ]);
  const { config, modelConfig, params, step } = loadRun(path);
  return {
    path,
    config: modelConfig,
    params,
    taskName: config.task,
    alphabet: getTask(config.task).alphabet,
    length: config.length,
    step,
    seed: config.training.seed,
    runtime: config.runtime,
    artefact: async () => {
      const { exportModel } = await import("@trm/export");
      return exportModel(modelConfig, params);
    },
  };
}

async function openFolder(path: string): Promise<OpenModel> {
  const [{ readModelFolder }, { createAlphabet }] = await Promise.all([
    import("@trm/export"),
    import("@trm/tasks"),
  ]);
  const { config, params, task, training, onnx } = readModelFolder(path);
  const step = training?.["step"];
  return {
    path,
    config,
    params,
    taskName: task.name,
    alphabet: createAlphabet(task.characters.join("")),
    length: task.length,
    step: typeof step === "number" ? step : undefined,
    artefact: async () => onnx,
  };
}

/**
 * Opens a run folder or a model folder.
 * @throws {RunFolderError | CheckpointError} when the path is neither, or the run's checkpoint cannot be read
 * @throws {ModelFolderError} when the model folder is damaged
 */
export async function openModel(path: string): Promise<OpenModel> {
  return isModelFolder(path) ? openFolder(path) : openRun(path);
}

/** Where to compute, as flags say it. */
export interface EngineFlags extends DeviceFlags {
  readonly engine?: "onnxruntime" | "tfjs";
  readonly threads?: number;
}

/**
 * An engine as the flags say, and otherwise as the model was trained.
 * @throws {DeviceError} when the device does not work here, saying what is missing
 */
export async function openEngine(
  { runtime }: OpenModel,
  flags: EngineFlags,
  output: Output,
): Promise<Engine> {
  const { createEngine } = await import("@trm/onnx/runtime");
  await quietTfjs();
  const engine = flags.engine ?? runtime?.engine ?? "onnxruntime";
  const threads = flags.threads ?? runtime?.threads;
  const { device, tf32 } = flags;
  if (engine === "tfjs") return createEngine({ engine, device, threads });
  // Where it was trained says nothing once another device is named.
  const trained =
    device === undefined && runtime?.engine === engine ? runtime : {};
  const wanted = {
    device: device ?? trained.device,
    tf32: tf32 ?? trained.tf32,
  };
  const chosen = await chooseDevice(output, wanted);
  return createEngine({ engine, threads, ...chosen });
}

/** The decoder that fits the engine: of the very file that is shipped where the engine opens one. */
export async function openDecoder(
  { config, params, artefact }: OpenModel,
  engine: Engine,
): Promise<Decoder> {
  const { createDecoder, checkParameters } = await import("@trm/eval");
  checkParameters(config, params);
  return engine.name === "tfjs"
    ? createDecoder({ engine, config, params })
    : createDecoder({ engine, config, model: await artefact() });
}
