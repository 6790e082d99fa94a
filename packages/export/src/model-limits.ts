/** @file Bounds on a configuration that comes from a file, so that no number in it makes us reserve memory or unroll for ever. */
import {
  countParameters,
  countSteps,
  passesPerStep,
  type ModelConfig,
} from "@trm/models";

/** Beyond these no model here was ever trained; the training configuration has the same. */
const MOST = {
  nEmbd: 8192,
  blockSize: 65_536,
  vocabSize: 65_536,
  nLayer: 1024,
} as const;

/** An unrolled graph has a node for every op of every pass. */
const MOST_PASSES = 1024;

/**
 * What is too large about a model, as the rest of a sentence.
 *
 * @param held  numbers that the file with the weights could hold at most
 * @param most  parameters that are allowed; more than `held` where a closer look says better what is wrong
 * @returns undefined when the model may be built
 */
export const sizeComplaint = (
  config: ModelConfig,
  held: number,
  most = held,
): string | undefined => {
  for (const [key, limit] of Object.entries(MOST)) {
    const value = config[key as keyof typeof MOST];
    if (value > limit)
      return `${key} ${value}, but at most ${limit} is expected`;
  }
  const passes = countSteps(config) * passesPerStep(config);
  if (passes > MOST_PASSES)
    return `${passes} block passes, but at most ${MOST_PASSES} are expected`;
  const parameters = countParameters(config);
  if (parameters > most)
    return `${parameters} parameters, but the weights have at most ${held}`;
  return undefined;
};
