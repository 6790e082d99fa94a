/** @file Whether a flat vector holds the weights of a model. */
import { parameterLayout, type ModelConfig } from "@trm/models";
import { ModelFolderError } from "./errors";

/**
 * @param params  flat, in the order of the model's parameter layout
 * @param where  what holds them, for the message
 * @throws {ModelFolderError} when there are too few or too many, or one is not finite
 */
export const checkWeights = (
  params: Float32Array,
  config: ModelConfig,
  where: string,
): void => {
  const { entries, size } = parameterLayout(config);
  if (params.length !== size)
    throw new ModelFolderError(
      `${where} has ${params.length} numbers, but the model has ${size} parameters; give the weights of this model.`,
    );
  const at = params.findIndex((value) => !Number.isFinite(value));
  if (at < 0) return;
  const entry = entries.findLast(({ offset }) => offset <= at);
  throw new ModelFolderError(
    `${where} has the number ${params[at]} in the parameter ${entry?.name}, but finite weights are expected; use a model that has not diverged.`,
  );
};
