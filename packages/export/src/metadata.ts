/** @file What an exported ONNX file says of itself in its metadata. */
import type { ModelConfig } from "@trm/models";
import { createHash } from "node:crypto";
import { ModelFolderError } from "./errors";
import { FORMAT_VERSION } from "./folder-config";
import type { ParityReport } from "./parity";

/** SHA-256 in hexadecimal. */
const sha256 = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/** Name of the metadata entry that says of which model.safetensors the file was made. */
const WEIGHTS_SHA256 = "trm.weights.sha256";

/** Name of the metadata entry that says of which configuration the file was made. */
const CONFIG_SHA256 = "trm.config.sha256";

const hashConfig = (config: ModelConfig): string =>
  sha256(JSON.stringify(config));

/**
 * Checks that an ONNX file was made of just this configuration and these weights.
 *
 * @param weights  bytes of model.safetensors
 * @throws {ModelFolderError} when its metadata says otherwise
 */
export const checkMadeOf = (
  metadata: ReadonlyMap<string, string>,
  config: ModelConfig,
  weights: Uint8Array,
): void => {
  const parts = [
    ["model.safetensors", metadata.get(WEIGHTS_SHA256), sha256(weights)],
    ["config.json", metadata.get(CONFIG_SHA256), hashConfig(config)],
  ] as const;
  for (const [file, made, found] of parts)
    if (made !== found)
      throw new ModelFolderError(
        `${file} and onnx/model.onnx do not belong together: the ONNX file was made with SHA-256 ${made ?? "none"}, but ${file} has ${found}; restore the folder, or export the model again from its run`,
      );
};

/** Two digits say how close it was; more would only differ from machine to machine. */
const digits = (error: number): string => error.toExponential(1);

/**
 * Names and values of the metadata: of what the file was made, and the evidence that it computes the same.
 *
 * @param weights  bytes of model.safetensors
 */
export const onnxMetadata = (
  config: ModelConfig,
  weights: Uint8Array,
  parity: ParityReport,
): Readonly<Record<string, string>> => ({
  "trm.format_version": String(FORMAT_VERSION),
  "trm.arch": config.arch,
  [CONFIG_SHA256]: hashConfig(config),
  [WEIGHTS_SHA256]: sha256(weights),
  "trm.parity.prefill.max_abs_error": digits(parity.prefill.absolute),
  "trm.parity.prefill.max_rel_error": digits(parity.prefill.relative),
  "trm.parity.step.max_abs_error": digits(parity.step.absolute),
  "trm.parity.step.max_rel_error": digits(parity.step.relative),
  "trm.parity.prompt_lengths": parity.promptLengths.join(","),
  "trm.parity.prompt_starts": parity.promptStarts.join(","),
  "trm.parity.steps": String(parity.steps),
  "trm.parity.seed": String(parity.seed),
  "trm.parity.ties": String(parity.ties),
  "trm.parity.tolerance": String(parity.tolerance),
  "trm.parity.runtime": parity.runtime,
  "trm.parity.reference": parity.reference,
});
