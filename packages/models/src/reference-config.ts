/** @file The reference implementation's constructor arguments as a ModelConfig. */
import { ARCHITECTURES, resolveArchitecture } from "./architectures";
import { parseModelConfig } from "./config";
import type { ModelConfig } from "./model-config";
import { ConfigError } from "./errors";
import { suggestion } from "./near-name";

/** A model of the reference implementation. */
export interface ReferenceConfig {
  /** Reference id, such as `ut_level1`. */
  readonly model: string;
  /** Constructor arguments. */
  readonly kwargs: Readonly<Record<string, unknown>>;
  readonly inference_steps?: number;
  readonly full_compute?: boolean;
}

/** Argument names and the fields they set. */
const FIELD_OF: Readonly<Record<string, keyof ModelConfig>> = {
  vocab_size: "vocabSize",
  block_size: "blockSize",
  n_embd: "nEmbd",
  n_head: "nHead",
  n_layer: "nLayer",
  max_act_steps: "nLayer",
  n_inner_loops: "nInnerLoops",
  n_outer_loops: "nOuterLoops",
  dropout: "dropout",
  ponder_cost_weight: "ponderWeight",
  halt_exploration_prob: "haltExplorationProb",
  use_step_embeddings: "stepEmbedding",
};

/** Arguments about training, not about the model. */
const ABOUT_TRAINING = ["lr", "weight_decay", "betas", "eps"];

/** What the reference uses where the argument is absent; our own default is 0. */
const PONDER_WEIGHT = 0.01;

/**
 * A config equal to a model of the reference implementation.
 *
 * @throws {ConfigError} on an argument it does not know, or values that make no model
 */
export const fromReferenceConfig = ({
  model,
  kwargs,
  inference_steps: inferenceSteps,
  full_compute: fullCompute,
}: ReferenceConfig): ModelConfig => {
  const arch = resolveArchitecture(model);
  const raw: Record<string, unknown> = { arch, inferenceSteps, fullCompute };
  if (ARCHITECTURES[arch].halting === "act")
    raw["ponderWeight"] = PONDER_WEIGHT;
  for (const [name, value] of Object.entries(kwargs)) {
    const field = FIELD_OF[name];
    if (field !== undefined && value !== null) raw[field] = value;
    else if (field === undefined && !ABOUT_TRAINING.includes(name)) {
      throw new ConfigError(
        `Reference config: unknown argument "${name.slice(0, 80)}"${suggestion(name, Object.keys(FIELD_OF))}`,
      );
    }
  }
  return parseModelConfig(raw);
};
