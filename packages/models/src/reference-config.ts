/** @file The reference implementation's constructor arguments as a ModelConfig, and back. */
import { ARCHITECTURES, resolveArchitecture } from "./architectures";
import { parseModelConfig } from "./config";
import type { ModelConfig } from "./model-config";
import { ConfigError } from "./errors";
import { suggestion } from "./near-name";
import { showValue } from "./show-value";

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
const FIELD_OF: ReadonlyMap<string, keyof ModelConfig> = new Map([
  ["vocab_size", "vocabSize"],
  ["block_size", "blockSize"],
  ["n_embd", "nEmbd"],
  ["n_head", "nHead"],
  ["n_layer", "nLayer"],
  ["max_act_steps", "nLayer"],
  ["n_inner_loops", "nInnerLoops"],
  ["n_outer_loops", "nOuterLoops"],
  ["dropout", "dropout"],
  ["ponder_cost_weight", "ponderWeight"],
  ["halt_exploration_prob", "haltExplorationProb"],
  ["use_step_embeddings", "stepEmbedding"],
]);

/** Arguments about training, not about the model. */
const ABOUT_TRAINING = ["lr", "weight_decay", "betas", "eps"];

/** What the reference uses where the argument is absent; our own default is 0. */
const PONDER_WEIGHT = 0.01;
const EXPLORATION = 0.25;
/** The paper's; the reference's models are built with one, and it is no part of what they compute. */
const LEARNING_RATE = 3e-4;

const fieldOf = (name: string): keyof ModelConfig | undefined => {
  const field = FIELD_OF.get(name);
  if (field === undefined && !ABOUT_TRAINING.includes(name)) {
    throw new ConfigError(
      `Reference config: unknown argument "${name.slice(0, 80)}"${suggestion(name, [...FIELD_OF.keys()])}`,
    );
  }
  return field;
};

/**
 * A config equal to a model of the reference implementation.
 *
 * @throws {ConfigError} on an argument it does not know, two that contradict each other, or values that make no model
 */
export const fromReferenceConfig = ({
  model,
  kwargs,
  inference_steps: inferenceSteps,
  full_compute: fullCompute,
}: ReferenceConfig): ModelConfig => {
  const arch = resolveArchitecture(model);
  const raw: Record<string, unknown> = { arch, inferenceSteps, fullCompute };
  for (const [name, value] of Object.entries(kwargs)) {
    const field = fieldOf(name);
    if (field === undefined || value === null) continue;
    if (raw[field] !== undefined && raw[field] !== value) {
      throw new ConfigError(
        `Reference config: "${name}" is ${showValue(value)}, but another argument for the same number says ${showValue(raw[field])}.`,
      );
    }
    raw[field] = value;
  }
  if (ARCHITECTURES[arch].halting === "act")
    raw["ponderWeight"] ??= PONDER_WEIGHT;
  return parseModelConfig(raw);
};

const KEYS = ["model", "kwargs", "inference_steps", "full_compute", "seed"];

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The config of a model of the reference implementation, from what a `config.json` of it holds.
 *
 * @param raw  an object with `model` and `kwargs`, and perhaps `inference_steps`, `full_compute` and `seed`
 * @throws {ConfigError} as {@link fromReferenceConfig}, and when it is another object
 */
export const parseReferenceConfig = (raw: unknown): ModelConfig => {
  const { model, kwargs, inference_steps, full_compute, ...rest } = isRecord(
    raw,
  )
    ? raw
    : {};
  if (typeof model !== "string" || !isRecord(kwargs)) {
    throw new ConfigError(
      `Reference config: expected an object with "model", a name such as ut_level1, and "kwargs", the arguments of its constructor.`,
    );
  }
  const unknown = Object.keys(rest).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) {
    throw new ConfigError(
      `Reference config: unknown key "${unknown.slice(0, 80)}"${suggestion(unknown, KEYS)}`,
    );
  }
  // The values are judged where every config's are.
  return fromReferenceConfig({
    model,
    kwargs,
    inference_steps: (inference_steps ?? undefined) as number | undefined,
    full_compute: (full_compute ?? undefined) as boolean | undefined,
  });
};

/** Fields that change no number of a model without what reads them, or only where its training starts. */
const isIdle = (key: string, { halting }: ModelConfig): boolean =>
  key === "embeddingStd" ||
  key === "initialStateStd" ||
  (key === "ponderWeight" && halting !== "act") ||
  (key === "haltExplorationProb" && halting !== "q");

/** @throws {ConfigError} naming the first field that reading the reference's arguments does not give back */
function checkExpressed(config: ModelConfig, reference: ReferenceConfig): void {
  const back: Readonly<Record<string, unknown>> = {
    ...fromReferenceConfig(reference),
  };
  for (const [key, value] of Object.entries(config)) {
    if (value === back[key] || isIdle(key, config)) continue;
    throw new ConfigError(
      `The reference's ${reference.model} has no argument that makes ${key} ${showValue(value)}, it is always ${showValue(back[key])}; export this model in our own format.`,
    );
  }
}

/**
 * The reference's constructor arguments for a model, so that {@link fromReferenceConfig} gives the model back.
 *
 * @param learningRate  of its training, which the constructor takes as well; absent: the paper's
 * @throws {ConfigError} naming the first field that the reference has no argument for
 */
export const toReferenceConfig = (
  config: ModelConfig,
  learningRate = LEARNING_RATE,
): ReferenceConfig => {
  const row = ARCHITECTURES[config.arch];
  const { inferenceSteps, fullCompute, halting } = config;
  const reference: ReferenceConfig = {
    model: row.referenceId,
    kwargs: {
      vocab_size: config.vocabSize,
      block_size: config.blockSize,
      n_embd: config.nEmbd,
      n_head: config.nHead,
      n_layer: config.nLayer,
      dropout: config.dropout,
      lr: learningRate,
      ...(row.nested && {
        n_inner_loops: config.nInnerLoops,
        n_outer_loops: config.nOuterLoops,
      }),
      ...(halting === "act" && { ponder_cost_weight: config.ponderWeight }),
      ...(halting === "q" &&
        config.haltExplorationProb !== EXPLORATION && {
          halt_exploration_prob: config.haltExplorationProb,
        }),
      ...(row.stepEmbedding &&
        !config.stepEmbedding && { use_step_embeddings: false }),
    },
    ...(inferenceSteps !== undefined && { inference_steps: inferenceSteps }),
    ...(fullCompute && { full_compute: true }),
  };
  checkExpressed(config, reference);
  return reference;
};
