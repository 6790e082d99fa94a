/** @file `config.json`: GPT-2's shape for other people's decoders, and our own configuration for us. */
import {
  cachedPasses,
  ConfigError,
  parseModelConfig,
  showValue,
  type ModelConfig,
} from "@trm/models";
import { ModelFolderError } from "./errors";
import { isRecord, isSame, type JsonRecord } from "./json";
import { endToken } from "./tokenizer";

/** Version of what the object `trm` of config.json holds. */
export const FORMAT_VERSION = 1;

/** What may be taken to be so without anybody having said it. */
const ASSUMABLE = ["task", "length"] as const;

/** What is known of weights that were trained elsewhere: nothing of their training. */
export interface ImportNote {
  /** SHA-256 of the flat parameters, little-endian float32, in hexadecimal. */
  readonly sha256: string;
  /** What the task says that nobody told. */
  readonly assumed: readonly (typeof ASSUMABLE)[number][];
}

/** What a model folder says of its model besides the weights; plain data. */
export interface ModelDescription {
  readonly config: ModelConfig;
  readonly task: {
    readonly name: string;
    /** Length that was trained, in the task's own unit; no longer than the model has positions. */
    readonly length?: number;
    /** The characters in token order, the newline among them. */
    readonly characters: readonly string[];
  };
  /** How it was trained, for people and for training on. */
  readonly training?: JsonRecord;
  /** Of weights that were trained elsewhere. */
  readonly imported?: ImportNote;
  /** Its newest evaluation: fractions and counts by name. */
  readonly results?: Readonly<Record<string, number>>;
}

/** One cached layer of GPT-2 stands for one block pass, so that a decoder knows how many keys and values there are. */
const gpt2Shape = (
  config: ModelConfig,
  characters: readonly string[],
): JsonRecord => {
  const end = endToken(characters);
  return {
    model_type: "gpt2",
    architectures: ["GPT2LMHeadModel"],
    vocab_size: config.vocabSize,
    n_positions: config.blockSize,
    n_embd: config.nEmbd,
    n_head: config.nHead,
    n_layer: cachedPasses(config),
    bos_token_id: end,
    eos_token_id: end,
    pad_token_id: end,
    tie_word_embeddings: false,
    use_cache: true,
    // In browsers transformers.js would look for a quantised file.
    "transformers.js_config": { dtype: "fp32" },
  };
};

/** The object that `config.json` holds. */
export const folderConfig = ({
  config,
  task: { name, length, characters },
  training,
  imported,
  results,
}: ModelDescription): JsonRecord => ({
  ...gpt2Shape(config, characters),
  trm: {
    formatVersion: FORMAT_VERSION,
    model: config,
    task: { name, length, alphabet: characters.join("") },
    training,
    imported,
    results,
  },
});

/** `generation_config.json`: the likeliest token, until the newline. */
export const generationConfig = ({
  config: { blockSize },
  task,
}: ModelDescription): JsonRecord => {
  const end = endToken(task.characters);
  return {
    bos_token_id: end,
    eos_token_id: end,
    pad_token_id: end,
    do_sample: false,
    max_length: blockSize,
  };
};

const fail = (message: string): never => {
  throw new ModelFolderError(`config.json ${message}.`);
};

const KEYS = [
  "formatVersion",
  "model",
  "task",
  "training",
  "imported",
  "results",
];

/**
 * Reads the object that {@link folderConfig} makes.
 *
 * @throws {ModelFolderError} when it is another, or its two halves contradict each other
 */
export const parseFolderConfig = (json: JsonRecord): ModelDescription => {
  const { trm } = json;
  if (!isRecord(trm))
    return fail(
      'has no object "trm" with the model\'s configuration; expected a folder that `trm export` has written',
    );
  if (trm["formatVersion"] !== FORMAT_VERSION)
    fail(
      `has trm.formatVersion ${showValue(trm["formatVersion"])}, but ${FORMAT_VERSION} is expected; read it with the version of @trm/export that wrote it`,
    );
  const unknown = Object.keys(trm).find((key) => !KEYS.includes(key));
  if (unknown !== undefined)
    fail(
      `has an unknown ${showValue(unknown)} in "trm"; known are ${KEYS.join(", ")}`,
    );
  const config = parseModel(trm["model"]);
  const task = parseTask(trm["task"], config);
  checkShape(json, gpt2Shape(config, task.characters));
  const { training, imported, results } = trm;
  if (training !== undefined && !isRecord(training))
    fail("has a trm.training that is no object");
  return {
    config,
    task,
    ...(isRecord(training) ? { training } : {}),
    ...(imported === undefined ? {} : { imported: parseImport(imported) }),
    ...(results === undefined ? {} : { results: parseResults(results) }),
  };
};

const parseModel = (model: unknown): ModelConfig => {
  try {
    return parseModelConfig(model);
  } catch (cause) {
    if (!(cause instanceof ConfigError)) throw cause;
    return fail(
      `has a trm.model that makes no model (${cause.message.replace(/\.$/, "")})`,
    );
  }
};

const parseTask = (
  task: unknown,
  { vocabSize, blockSize }: ModelConfig,
): ModelDescription["task"] => {
  const { name, length, alphabet } = isRecord(task) ? task : {};
  if (typeof name !== "string" || !/^[\w.-]{1,64}$/.test(name))
    return fail(
      `has the trm.task.name ${showValue(name)}, but a name is expected`,
    );
  if (length !== undefined && !(isCount(length) && length <= blockSize))
    return fail(
      `has the trm.task.length ${showValue(length)}, but an integer from 1 to the model's ${blockSize} positions is expected`,
    );
  if (typeof alphabet !== "string")
    return fail("has no trm.task.alphabet, the characters in token order");
  const characters = [...alphabet];
  if (characters.length !== vocabSize)
    fail(
      `has ${characters.length} characters in trm.task.alphabet, but a model of ${vocabSize} tokens`,
    );
  if (new Set(characters).size !== characters.length)
    fail("has a character twice in trm.task.alphabet");
  return { name, ...(length === undefined ? {} : { length }), characters };
};

const parseImport = (imported: unknown): ImportNote => {
  const { sha256, assumed, ...rest } = isRecord(imported) ? imported : {};
  if (
    typeof sha256 === "string" &&
    /^[0-9a-f]{64}$/.test(sha256) &&
    Array.isArray(assumed) &&
    Object.keys(rest).length === 0
  ) {
    const known = ASSUMABLE.filter((what) => assumed.includes(what));
    if (known.length === assumed.length) return { sha256, assumed: known };
  }
  return fail(
    `has a trm.imported that is not the SHA-256 of weights with a list of what was assumed (${ASSUMABLE.join(", ")})`,
  );
};

const parseResults = (results: unknown): Readonly<Record<string, number>> => {
  const entries = isRecord(results) ? Object.entries(results) : undefined;
  if (entries?.every(isNumbered) !== true)
    return fail("has trm.results that are no finite numbers by name");
  return Object.fromEntries(entries);
};

const isNumbered = (
  entry: readonly [string, unknown],
): entry is [string, number] => Number.isFinite(entry[1]);

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 1;

const checkShape = (json: JsonRecord, expected: JsonRecord): void => {
  for (const [key, value] of Object.entries(expected))
    if (!isSame(json[key], value))
      fail(
        `says ${key} ${showValue(json[key])}, but the model in "trm" makes it ${showValue(value)}; restore the file that was exported`,
      );
};
