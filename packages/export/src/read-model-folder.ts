/** @file Reads a model folder, which may come from anywhere: everything in it is checked before it is used. */
import {
  decodeSafetensors,
  fromReferenceState,
  ReferenceStateError,
  SafetensorsError,
  type ModelConfig,
} from "@trm/models";
import { statSync } from "node:fs";
import { checkOnnx } from "./check-onnx";
import { checkWeights } from "./check-weights";
import { ModelFolderError } from "./errors";
import { FILES } from "./file-names";
import { parseFolderConfig } from "./folder-config";
import { sizeComplaint } from "./model-limits";
import { readInside, readJson } from "./read-inside";
import {
  checkTokenizerFile,
  tokenizerConfigJson,
  tokenizerJson,
} from "./tokenizer";
import type { TrainedModel } from "./trained-model";

/** What a model folder holds. */
export interface ModelFolder extends TrainedModel {
  /** Bytes of onnx/model.onnx, whose inputs and outputs have been checked. */
  readonly onnx: Uint8Array;
  /** Metadata of the ONNX file. */
  readonly metadata: ReadonlyMap<string, string>;
}

/** Protobuf's own limit, and Node's for one read. */
const MOST_BYTES = 2 ** 31 - 1;

const readWeights = (bytes: Uint8Array, config: ModelConfig): Float32Array => {
  const complaint = sizeComplaint(config, Math.floor(bytes.byteLength / 4));
  if (complaint !== undefined)
    throw new ModelFolderError(
      `config.json describes a model of ${complaint}; config.json and model.safetensors are not of one model.`,
    );
  try {
    const { tensors } = decodeSafetensors(bytes);
    return fromReferenceState(tensors, config);
  } catch (cause) {
    if (
      !(cause instanceof SafetensorsError) &&
      !(cause instanceof ReferenceStateError)
    )
      throw cause;
    throw new ModelFolderError(
      `model.safetensors holds no weights of the model in config.json: ${cause.message}`,
      { cause },
    );
  }
};

/**
 * Reads a model folder. From it alone a model can be evaluated, trained on and exported again.
 *
 * Whether the ONNX file computes what the weights say is not asked here: `checkModelFolder` does.
 *
 * @throws {ModelFolderError} when a file is missing, too large, leaves the folder, or contradicts another
 */
export const readModelFolder = (dir: string): ModelFolder => {
  if (statSync(dir, { throwIfNoEntry: false })?.isDirectory() !== true)
    throw new ModelFolderError(
      `The model folder ${dir} does not exist; expected a folder that \`trm export\` has written.`,
    );
  const description = parseFolderConfig(readJson(dir, FILES.config));
  const { config, task } = description;
  const weights = readInside(dir, FILES.weights, MOST_BYTES);
  const params = readWeights(weights, config);
  checkWeights(params, config, FILES.weights);
  checkTokenizerFile(
    FILES.tokenizer,
    readJson(dir, FILES.tokenizer),
    tokenizerJson(task.characters),
  );
  checkTokenizerFile(
    FILES.tokenizerConfig,
    readJson(dir, FILES.tokenizerConfig),
    tokenizerConfigJson(config.blockSize),
    true,
  );
  const onnx = readInside(dir, FILES.onnx, MOST_BYTES);
  return { ...description, params, onnx, metadata: checkOnnx(onnx, config) };
};
