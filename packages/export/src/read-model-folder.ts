/** @file Reads a model folder, which may come from anywhere: everything in it is checked before it is used. */
import {
  decodeSafetensors,
  fromReferenceState,
  ReferenceStateError,
  SafetensorsError,
  type ModelConfig,
} from "@trm/models";
import { readFileSync, realpathSync, statSync } from "node:fs";
import { join, sep } from "node:path";
import { checkOnnx } from "./check-onnx";
import { ModelFolderError } from "./errors";
import { parseFolderConfig } from "./folder-config";
import { isRecord, isTooDeep, type JsonRecord } from "./json";
import { checkWeights } from "./check-weights";
import { FILES } from "./model-folder";
import { sizeComplaint } from "./model-limits";
import {
  checkTokenizerFile,
  tokenizerConfigJson,
  tokenizerJson,
} from "./tokenizer";
import type { TrainedModel } from "./write-model-folder";

/** What a model folder holds. */
export interface ModelFolder extends TrainedModel {
  /** Bytes of onnx/model.onnx, whose inputs and outputs have been checked. */
  readonly onnx: Uint8Array;
  /** Metadata of the ONNX file. */
  readonly metadata: ReadonlyMap<string, string>;
}

const MOST_JSON_BYTES = 2 ** 22;
/** Protobuf's own limit, and Node's for one read. */
const MOST_BYTES = 2 ** 31 - 1;

/** The bytes of a file inside the folder, whose size is known before anything is reserved for it. */
const readInside = (dir: string, name: string, most: number): Uint8Array => {
  const path = join(dir, ...name.split("/"));
  let real: string;
  try {
    real = realpathSync(path);
  } catch (cause) {
    throw new ModelFolderError(
      `The model folder ${dir} has no ${name}; expected a folder that \`trm export\` has written.`,
      { cause },
    );
  }
  if (!real.startsWith(realpathSync(dir) + sep))
    throw new ModelFolderError(
      `${name} of the model folder ${dir} is a link that leaves the folder; put the file itself there.`,
    );
  const status = statSync(real);
  if (!status.isFile() || status.size > most)
    throw new ModelFolderError(
      `${name} of the model folder ${dir} is ${status.isFile() ? `${status.size} bytes long` : "no file"}, but a file of at most ${most} bytes is expected.`,
    );
  const { buffer, byteOffset, byteLength } = readFileSync(real);
  // A plain Uint8Array: the slices of a Node Buffer would share its memory.
  return new Uint8Array(buffer, byteOffset, byteLength);
};

const readJson = (dir: string, name: string): JsonRecord => {
  const bytes = readInside(dir, name, MOST_JSON_BYTES);
  try {
    const value: unknown = JSON.parse(
      new TextDecoder("utf-8", { fatal: true }).decode(bytes),
    );
    if (isRecord(value) && !isTooDeep(value)) return value;
  } catch {
    // Said below.
  }
  throw new ModelFolderError(
    `${name} of the model folder ${dir} is no JSON object; restore the file that was exported.`,
  );
};

const readWeights = (bytes: Uint8Array, config: ModelConfig): Float32Array => {
  const complaint = sizeComplaint(config, bytes.byteLength / 4);
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
