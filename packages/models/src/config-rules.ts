/** @file Combinations of config values that have no meaning. */
import { ARCHITECTURES } from "./architectures";
import { passesPerStep } from "./block-passes";
import type { ModelConfig } from "./model-config";
import { ConfigError } from "./errors";

/** The keys that do not fit together, and whether they do not, in words. */
interface Rule {
  readonly keys: readonly (keyof ModelConfig)[];
  readonly complaint: (config: ModelConfig) => string | false;
}

const RULES: readonly Rule[] = [
  {
    keys: ["nEmbd", "nHead"],
    complaint: ({ nEmbd, nHead }) =>
      nEmbd % nHead !== 0 &&
      `nEmbd must be a multiple of nHead, received ${nEmbd} and ${nHead}; try nEmbd ${Math.ceil(nEmbd / nHead) * nHead}`,
  },
  {
    keys: ["nLayer", "inferenceSteps", "blocks"],
    complaint: ({ blocks, nLayer, inferenceSteps = 0 }) =>
      blocks === "distinct" &&
      inferenceSteps > nLayer &&
      `${nLayer} distinct blocks cannot run ${inferenceSteps} inference steps; lower inferenceSteps or share the block`,
  },
  {
    keys: ["gradient", "streams"],
    complaint: ({ streams, gradient }) =>
      streams === 1 &&
      gradient === "last-cycle" &&
      `gradient "last-cycle" needs 2 streams, received 1; use "per-step" or "last-k"`,
  },
  {
    keys: ["gradient", "gradientPasses"],
    complaint: ({ gradient, gradientPasses }) =>
      gradient === "last-k" &&
      gradientPasses === undefined &&
      `gradient "last-k" needs gradientPasses, the number k of block applications`,
  },
  {
    keys: ["gradientPasses", "gradient"],
    complaint: ({ gradient, gradientPasses }) =>
      gradient !== "last-k" &&
      gradientPasses !== undefined &&
      `gradientPasses is read where gradient is "last-k", received gradient "${gradient}"`,
  },
  {
    keys: ["gradientPasses"],
    complaint: (config) => {
      const steps = config.supervision === "carried" ? 1 : config.nLayer;
      const most = steps * passesPerStep(config);
      return (
        (config.gradientPasses ?? 0) > most &&
        `gradientPasses must be at most the ${most} block applications that one loss sees, received ${config.gradientPasses}`
      );
    },
  },
  {
    keys: ["supervision", "halting"],
    complaint: ({ supervision, halting }) =>
      supervision === "carried" &&
      halting === "act" &&
      `supervision "carried" updates after every step and never trains the halting head of ACT, received halting "act"; set halting: "none"`,
  },
  {
    keys: ["initialState", "streams"],
    complaint: ({ streams, initialState }) =>
      streams === 1 &&
      initialState === "fixed" &&
      `initialState "fixed" is about y_0 and z_0 of 2 streams, received 1; leave it out`,
  },
  {
    keys: ["initialStateStd", "streams"],
    complaint: ({ arch, streams, initialStateStd }) =>
      streams === 1 &&
      initialStateStd !== ARCHITECTURES[arch].initialStateStd &&
      `initialStateStd is about y_0 and z_0 of 2 streams, received 1; leave it out`,
  },
  {
    keys: ["qPosition", "halting"],
    complaint: ({ qPosition, halting }) =>
      qPosition === "last" &&
      halting !== "q" &&
      `qPosition is read where halting is "q", received halting "${halting}"; leave it out`,
  },
  {
    keys: ["qPosition", "supervision"],
    complaint: ({ qPosition, supervision }) =>
      qPosition === "last" &&
      supervision !== "carried" &&
      `qPosition "last" is asked by supervision "carried" alone, received supervision "${supervision}"; use "first", or supervise so`,
  },
  {
    keys: ["haltLossWeight", "qPosition"],
    complaint: ({ haltLossWeight, qPosition }) =>
      haltLossWeight > 0 &&
      qPosition !== "last" &&
      `haltLossWeight ${haltLossWeight} teaches q at the last position, which has seen the whole sequence, received qPosition "${qPosition}"; use qPosition "last" with supervision "carried"`,
  },
];

/** @throws {ConfigError} with the first rule that the config breaks */
export const checkCombinations = (config: ModelConfig): void => {
  for (const { keys, complaint } of RULES) {
    const words = complaint(config);
    if (words !== false)
      throw new ConfigError(`Model config: ${words}.`, { keys });
  }
};
