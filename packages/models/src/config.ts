/** @file One model's configuration, validated once at the edge. */
import {
  ARCHITECTURES,
  BLOCKS,
  BLOCK_NORM,
  GRADIENT,
  HALTING,
  INITIAL_STATE,
  Q_POSITION,
  resolveArchitecture,
  STATE_NORM,
  STREAMS,
  SUPERVISION,
  type Design,
} from "./architectures";
import {
  boolean,
  integerFrom,
  nonNegative,
  numberIn,
  oneOf,
  optional,
  text,
  type Field,
} from "./config-fields";
import { checkCombinations } from "./config-rules";
import { ConfigError } from "./errors";
import type { ModelConfig } from "./model-config";
import { suggestion } from "./near-name";

type Key = keyof ModelConfig;

const FIELDS: Readonly<{ [K in Key]: Field<ModelConfig[K]> }> = {
  arch: (name, value) => resolveArchitecture(text(name, value)),
  vocabSize: integerFrom(1),
  blockSize: integerFrom(1),
  nEmbd: integerFrom(1),
  nHead: integerFrom(1),
  nLayer: integerFrom(1),
  nInnerLoops: integerFrom(0),
  nOuterLoops: integerFrom(1),
  dropout: numberIn(0, 1, true),
  ponderWeight: nonNegative,
  haltExplorationProb: numberIn(0, 1),
  blocks: oneOf(BLOCKS),
  stepEmbedding: boolean,
  streams: oneOf(STREAMS),
  halting: oneOf(HALTING),
  gradient: oneOf(GRADIENT),
  gradientPasses: optional(integerFrom(1)),
  supervision: oneOf(SUPERVISION),
  stateNorm: oneOf(STATE_NORM),
  blockNorm: oneOf(BLOCK_NORM),
  embeddingStd: nonNegative,
  embeddingScale: nonNegative,
  initialState: oneOf(INITIAL_STATE),
  initialStateStd: nonNegative,
  qPosition: oneOf(Q_POSITION),
  haltLossWeight: nonNegative,
  inferenceSteps: optional(integerFrom(1)),
  fullCompute: boolean,
};

/** The names a model config may have. */
export const MODEL_CONFIG_KEYS: readonly string[] = Object.keys(FIELDS);

/** Values of the paper's protocol where neither the config nor the architecture's row says otherwise. */
const DEFAULTS = {
  nInnerLoops: 2,
  nOuterLoops: 2,
  dropout: 0.1,
  ponderWeight: 0,
  haltExplorationProb: 0.25,
  fullCompute: false,
};

const asRecord = (raw: unknown): Readonly<Record<string, unknown>> => {
  if (typeof raw !== "object" || raw === null || Array.isArray(raw)) {
    throw new ConfigError(
      "Model config: expected an object with named fields.",
    );
  }
  const unknown = Object.keys(raw).find((k) => !MODEL_CONFIG_KEYS.includes(k));
  if (unknown !== undefined) {
    throw new ConfigError(
      `Model config: unknown key "${unknown.slice(0, 80)}"${suggestion(unknown, MODEL_CONFIG_KEYS)}`,
      { keys: [unknown.slice(0, 80)] },
    );
  }
  return { ...raw };
};

/** Reads one field of a config that may leave it out. */
type Read = <K extends Key>(key: K) => ModelConfig[K];

/** The columns. */
const readDesign = (read: Read): Design => ({
  blocks: read("blocks"),
  stepEmbedding: read("stepEmbedding"),
  streams: read("streams"),
  halting: read("halting"),
  gradient: read("gradient"),
  supervision: read("supervision"),
  stateNorm: read("stateNorm"),
  blockNorm: read("blockNorm"),
  embeddingStd: read("embeddingStd"),
  embeddingScale: read("embeddingScale"),
  initialState: read("initialState"),
  initialStateStd: read("initialStateStd"),
  qPosition: read("qPosition"),
  haltLossWeight: read("haltLossWeight"),
});

/**
 * Validates a config and fills what it leaves out from the architecture's row.
 *
 * @param raw  an object with arch, vocabSize, blockSize, nEmbd, nHead, nLayer, and any other field of {@link ModelConfig}
 * @returns every field resolved; H and L are 1 where no loops are nested, so that the config says what is computed
 * @throws {ConfigError} on an unknown key, a value out of range or a combination without a meaning
 */
export const parseModelConfig = (raw: unknown): ModelConfig => {
  const given = asRecord(raw);
  const row = ARCHITECTURES[FIELDS.arch("arch", given["arch"])];
  const defaults: Readonly<Record<string, unknown>> = { ...DEFAULTS, ...row };
  const read: Read = <K extends Key>(key: K) => {
    const field: Field<ModelConfig[K]> = FIELDS[key];
    return field(key, given[key] === undefined ? defaults[key] : given[key]);
  };
  const loops = row.nested && read("streams") === 2;
  const config: ModelConfig = {
    arch: read("arch"),
    vocabSize: read("vocabSize"),
    blockSize: read("blockSize"),
    nEmbd: read("nEmbd"),
    nHead: read("nHead"),
    nLayer: read("nLayer"),
    nInnerLoops: loops ? read("nInnerLoops") : 1,
    nOuterLoops: loops ? read("nOuterLoops") : 1,
    dropout: read("dropout"),
    ponderWeight: read("ponderWeight"),
    haltExplorationProb: read("haltExplorationProb"),
    gradientPasses: read("gradientPasses"),
    ...readDesign(read),
    inferenceSteps: read("inferenceSteps"),
    fullCompute: read("fullCompute"),
  };
  checkCombinations(config);
  return config;
};
