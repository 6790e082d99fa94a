/** @file A trained model as the two files of the reference implementation. */
import { checkPlace } from "./check-place";
import { isRecord } from "./json";
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
  {
    config,
    params,
    training,
  }: Pick<TrainedModel, "config" | "params" | "training">,
  { force = false }: Pick<WriteOptions, "force"> = {},
): void => {
  checkPlace(dir, force);
  const files = encodeReferenceCheckpoint(
    config,
    params,
    learningRateOf(training),
  );
  writeWholeFolder(dir, new Map(Object.entries(files)), force);
};

/** What the training's own configuration says, if it is known. */
const learningRateOf = (
  training: TrainedModel["training"],
): number | undefined => {
  const { config } = training ?? {};
  const settings = isRecord(config) ? config["training"] : undefined;
  const rate = isRecord(settings) ? settings["learningRate"] : undefined;
  return typeof rate === "number" ? rate : undefined;
};
