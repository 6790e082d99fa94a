/** @file A trained model as a folder that other people's tools open. */
import { encodeGraph } from "@trm/onnx";
import { checkPlace } from "./check-place";
import { checkWeights } from "./check-weights";
import { folderConfig, parseFolderConfig } from "./folder-config";
import { boundGraph, OPSET } from "./graph/model-graph";
import { onnxMetadata } from "./metadata";
import { encodeWeights, folderFiles } from "./model-folder";
import { checkParity, type ParityReport } from "./parity";
import { withEngines, type ParityEngines } from "./parity-engines";
import type { TrainedModel } from "./trained-model";
import { writeWholeFolder } from "./whole-folder";

/** How to write. */
export interface WriteOptions {
  /** Absent: onnxruntime on the cpu against the fastest TF.js backend installed. */
  readonly engines?: ParityEngines;
  /** Replace a folder that an export has written and that holds nothing else. */
  readonly force?: boolean;
}

/**
 * Writes a model folder: config.json, model.safetensors, the tokenizer, onnx/model.onnx and a model card. It appears whole
 * or not at all, and only when the ONNX file has been found to compute what the model computes; the evidence is in the
 * file's metadata. The same model gives the same bytes.
 *
 * @param dir  a new or empty folder; with `force` also a model folder, which is replaced
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
  writeWholeFolder(dir, folderFiles(model, weights, onnx), force);
  return parity;
};
