/** @file Repeats an export's comparison for a folder that is already there. */
import { ParityError } from "./errors";
import { sha256, WEIGHTS_SHA256 } from "./metadata";
import { encodeWeights } from "./model-folder";
import { checkParity, type ParityReport } from "./parity";
import { withEngines, type ParityEngines } from "./parity-engines";
import { readModelFolder } from "./read-model-folder";

/**
 * Compares a folder's onnx/model.onnx with its model.safetensors: first what they compute, then that the file was made of
 * just these weights.
 *
 * @param engines  as in {@link writeModelFolder}
 * @returns the evidence
 * @throws {ModelFolderError} when the folder is none
 * @throws {ParityError} when the two disagree
 */
export const checkModelFolder = async (
  dir: string,
  engines?: ParityEngines,
): Promise<ParityReport> => {
  const { config, params, onnx, metadata } = readModelFolder(dir);
  const parity = await withEngines(engines, (both) =>
    checkParity({ config, params, onnx, ...both }),
  );
  const made = metadata.get(WEIGHTS_SHA256);
  const found = sha256(encodeWeights(config, params));
  if (made !== found)
    throw new ParityError(
      `The ONNX model was made of weights with SHA-256 ${made ?? "none"}, but model.safetensors has ${found}; export the model again`,
    );
  return parity;
};
