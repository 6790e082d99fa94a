/** @file What the files of a model folder hold. */
import {
  encodeSafetensors,
  toReferenceState,
  type ModelConfig,
} from "@trm/models";
import { FILES } from "./file-names";
import {
  folderConfig,
  generationConfig,
  type ModelDescription,
} from "./folder-config";
import { encodeJson } from "./json";
import { modelCard } from "./model-card";
import { tokenizerConfigJson, tokenizerJson } from "./tokenizer";
import type { FolderFiles } from "./whole-folder";

/** The bytes of `model.safetensors`: the weights under the names of the reference implementation. */
export const encodeWeights = (
  config: ModelConfig,
  params: Float32Array,
): Uint8Array =>
  encodeSafetensors(toReferenceState(params, config), { format: "pt" });

/**
 * Every file of a model folder.
 *
 * @param weights  bytes of model.safetensors
 * @param onnx  bytes of onnx/model.onnx
 */
export const folderFiles = (
  description: ModelDescription,
  weights: Uint8Array,
  onnx: Uint8Array,
): FolderFiles => {
  const { config, task } = description;
  return new Map([
    [FILES.config, encodeJson(folderConfig(description))],
    [FILES.weights, weights],
    [FILES.tokenizer, encodeJson(tokenizerJson(task.characters))],
    [FILES.tokenizerConfig, encodeJson(tokenizerConfigJson(config.blockSize))],
    [FILES.generationConfig, encodeJson(generationConfig(description))],
    [FILES.onnx, onnx],
    [FILES.card, new TextEncoder().encode(modelCard(description))],
  ]);
};
