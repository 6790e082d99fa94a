/** @file A trained model as the two files of the reference implementation. */
import { checkPlace } from "./check-place";
import { encodeReferenceCheckpoint } from "./reference-checkpoint";
import type { TrainedModel } from "./trained-model";
import { writeWholeFolder } from "./whole-folder";
import type { WriteOptions } from "./write-model-folder";

/**
 * Writes `model.safetensors` and `config.json` as the reference implementation has them; the folder appears whole or not
 * at all.
 *
 * @param dir  a new or empty folder; with `force` also an earlier export, which is replaced
 * @throws {ModelFolderError} when the folder is in use
 * @throws {ConfigError} naming what the reference implementation cannot express
 */
export const writeReferenceFolder = (
  dir: string,
  { config, params }: Pick<TrainedModel, "config" | "params">,
  { force = false }: Pick<WriteOptions, "force"> = {},
): void => {
  checkPlace(dir, force);
  const files = encodeReferenceCheckpoint(config, params);
  writeWholeFolder(dir, new Map(Object.entries(files)), force);
};
