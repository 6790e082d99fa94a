/** @file Repeats an export's comparison for a folder that is already there. */
import { checkMadeOf } from "./metadata";
import { encodeWeights } from "./model-folder";
import { checkParity, type ParityReport } from "./parity";
import { withEngines, type ParityEngines } from "./parity-engines";
import { readModelFolder, type ModelFolder } from "./read-model-folder";

/**
 * Checks, without running anything, that a folder's ONNX file was made of its own configuration and weights.
 *
 * @throws {ModelFolderError} when the file's metadata says otherwise
 */
export const checkOrigin = ({
  config,
  params,
  metadata,
}: ModelFolder): void => {
  checkMadeOf(metadata, config, encodeWeights(config, params));
};

/**
 * Compares a folder's onnx/model.onnx with its model.safetensors: first what they compute, then that the file was made of
 * just this configuration and these weights.
 *
 * @param engines  as in {@link writeModelFolder}
 * @returns the evidence
 * @throws {ModelFolderError} when the folder is none, or the file was made of others that compute the same
 * @throws {ParityError} when the two disagree
 */
export const checkModelFolder = async (
  dir: string,
  engines?: ParityEngines,
): Promise<ParityReport> => {
  const folder = readModelFolder(dir);
  const { config, params, onnx } = folder;
  const parity = await withEngines(engines, (both) =>
    checkParity({ config, params, onnx, ...both }),
  );
  checkOrigin(folder);
  return parity;
};
