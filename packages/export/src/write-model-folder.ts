/** @file A trained model as a folder that other people's tools open. */
import { encodeGraph } from "@trm/onnx";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { checkWeights } from "./check-weights";
import {
  folderConfig,
  parseFolderConfig,
  type ModelDescription,
} from "./folder-config";
import { onnxMetadata } from "./metadata";
import { encodeWeights, folderFiles } from "./model-folder";
import { boundGraph, OPSET } from "./graph/model-graph";
import { checkParity, type ParityReport } from "./parity";
import { checkPlace, writeWholeFolder } from "./whole-folder";

/** A model and everything its folder says of it. */
export interface TrainedModel extends ModelDescription {
  /** flat, [layout.size] */
  readonly params: Float32Array;
}

/** Where the two sides of the comparison run. */
export interface ParityEngines {
  /** Runs the ONNX file: onnxruntime, on one thread so that the evidence is the same each time. */
  readonly engine: Engine;
  /** Runs the model's own forward: TF.js. */
  readonly reference: Engine;
}

/** How to write. */
export interface WriteOptions {
  /** Absent: onnxruntime on the cpu against the fastest TF.js backend installed. */
  readonly engines?: ParityEngines;
  /** Replace a folder that is not empty. */
  readonly force?: boolean;
}

/**
 * Runs `body` with the engines given, or with ones of its own that it releases afterwards.
 *
 * @throws {RuntimeError | DeviceError} when onnxruntime or every TF.js backend is missing
 */
export const withEngines = async <T>(
  given: ParityEngines | undefined,
  body: (engines: ParityEngines) => Promise<T>,
): Promise<T> => {
  if (given) return body(given);
  const engine = await createEngine({ threads: 1 });
  const reference = await createEngine({ engine: "tfjs" });
  try {
    return await body({ engine, reference });
  } finally {
    await Promise.all([engine.release(), reference.release()]);
  }
};

/**
 * Writes a model folder: config.json, model.safetensors, the tokenizer, onnx/model.onnx and a model card. It appears whole
 * or not at all, and only when the ONNX file has been found to compute what the model computes; the evidence is in the
 * file's metadata. The same model gives the same bytes.
 *
 * @param dir  a new or empty folder
 * @returns the evidence
 * @throws {ModelFolderError} when the folder is in use, or the model's parts do not belong together
 * @throws {ParityError} when the ONNX file disagrees with the model; nothing is written then
 */
export const writeModelFolder = async (
  dir: string,
  model: TrainedModel,
  { engines, force = false }: WriteOptions = {},
): Promise<ParityReport> => {
  checkPlace(dir, force);
  const { config, params } = model;
  // What could not be read again is not written.
  parseFolderConfig(folderConfig(model));
  checkWeights(params, config, "The vector of weights");
  const graph = boundGraph(config, params);
  const encode = (metadata: Readonly<Record<string, string>>) =>
    encodeGraph(graph, { opset: OPSET, metadata });
  const parity = await withEngines(engines, (both) =>
    checkParity({ config, params, onnx: encode({}), ...both }),
  );
  const weights = encodeWeights(config, params);
  const onnx = encode(onnxMetadata(config, weights, parity));
  writeWholeFolder(dir, folderFiles(model, weights, onnx));
  return parity;
};
