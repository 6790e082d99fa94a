/** @file Combinations of config values that have no meaning. */
import { passesPerStep } from "./block-passes";
import type { ModelConfig } from "./model-config";
import { ConfigError } from "./errors";

type Rule = (config: ModelConfig) => string | false;

const RULES: readonly Rule[] = [
  ({ nEmbd, nHead }) =>
    nEmbd % nHead !== 0 &&
    `nEmbd must be a multiple of nHead, received ${nEmbd} and ${nHead}; try nEmbd ${Math.ceil(nEmbd / nHead) * nHead}`,
  ({ blocks, nLayer, inferenceSteps = 0 }) =>
    blocks === "distinct" &&
    inferenceSteps > nLayer &&
    `${nLayer} distinct blocks cannot run ${inferenceSteps} inference steps; lower inferenceSteps or share the block`,
  ({ streams, gradient }) =>
    streams === 1 &&
    gradient === "last-cycle" &&
    `gradient "last-cycle" needs 2 streams, received 1; use "per-step" or "last-k"`,
  ({ gradient, gradientPasses }) =>
    gradient === "last-k" &&
    gradientPasses === undefined &&
    `gradient "last-k" needs gradientPasses, the number k of block applications`,
  ({ gradient, gradientPasses }) =>
    gradient !== "last-k" &&
    gradientPasses !== undefined &&
    `gradientPasses is read where gradient is "last-k", received gradient "${gradient}"`,
  (config) => {
    const steps = config.supervision === "carried" ? 1 : config.nLayer;
    const most = steps * passesPerStep(config);
    return (
      (config.gradientPasses ?? 0) > most &&
      `gradientPasses must be at most the ${most} block applications that one loss sees, received ${config.gradientPasses}`
    );
  },
  ({ supervision, halting }) =>
    supervision === "carried" &&
    halting === "act" &&
    `supervision "carried" updates after every step and never trains the halting head of ACT, received halting "act"; set halting: "none"`,
];

/** @throws {ConfigError} with the first rule that the config breaks */
export const checkCombinations = (config: ModelConfig): void => {
  for (const rule of RULES) {
    const complaint = rule(config);
    if (complaint !== false)
      throw new ConfigError(`Model config: ${complaint}.`);
  }
};
