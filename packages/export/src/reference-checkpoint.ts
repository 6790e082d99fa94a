/** @file Checkpoints of the reference implementation: a state dict as safetensors, and the arguments of its model. */
import {
  ConfigError,
  decodeSafetensors,
  encodeSafetensors,
  fromReferenceState,
  parseReferenceConfig,
  toReferenceConfig,
  toReferenceState,
  type ModelConfig,
} from "@trm/models";
import { encodeJson } from "./json";
import { sizeComplaint } from "./model-limits";

/** A model that came from the reference implementation. */
export interface ReferenceCheckpoint {
  readonly config: ModelConfig;
  /** Flat, in the order of the model's parameter layout. */
  readonly params: Float32Array;
}

/**
 * Reads a state dict with the reference's names.
 *
 * @param bytes  a safetensors file; causal masks and second names of the shared block in it are passed over
 * @param configJson  what its `config.json` holds: `model`, `kwargs` and perhaps `inference_steps`, `full_compute`
 * @throws {ReferenceStateError} when tensors are missing, unknown, misshapen, not
 *   float32 or not finite
 * @throws {SafetensorsError} when the bytes are no whole safetensors file
 * @throws {ConfigError} when the configuration makes no model, or one larger than the file
 */
export const readReferenceCheckpoint = (
  bytes: Uint8Array,
  configJson: unknown,
): ReferenceCheckpoint => {
  const config = parseReferenceConfig(configJson);
  // A model of about the right size is refused by the name of the tensor that is of another shape.
  const held = Math.floor(bytes.length / 4);
  const complaint = sizeComplaint(config, held, Math.max(4 * held, 2 ** 20));
  if (complaint !== undefined) {
    throw new ConfigError(
      `Reference config: makes a model of ${complaint}; check that the config is that of the weights.`,
    );
  }
  const { tensors } = decodeSafetensors(bytes);
  return { config, params: fromReferenceState(tensors, config) };
};

/** The files of a checkpoint by name. */
export interface ReferenceFiles {
  readonly "model.safetensors": Uint8Array;
  readonly "config.json": Uint8Array;
}

/**
 * Writes a model as a checkpoint of the reference implementation; {@link readReferenceCheckpoint} gives it back bit for bit.
 *
 * PyTorch loads it with `load_state_dict(safetensors.torch.load_file("model.safetensors"), strict=False)`: the causal
 * masks and the second names of the shared block, which hold nothing of their own, are not in it.
 *
 * @param params  flat, in the order of the model's parameter layout
 * @throws {ConfigError} naming the field that the reference cannot express
 */
export const encodeReferenceCheckpoint = (
  config: ModelConfig,
  params: Float32Array,
  learningRate?: number,
): ReferenceFiles => ({
  "config.json": encodeJson(toReferenceConfig(config, learningRate)),
  "model.safetensors": encodeSafetensors(toReferenceState(params, config), {
    format: "pt",
  }),
});
