/** @file The flags of `trm train`: each one names the place in the configuration that it sets; the schema knows the rest. */
import {
  isRecord,
  mergeConfigs,
  setAt,
  valueAt,
  type Override,
  type RawConfig,
} from "@trm/train/raw-config";
import { boundOf, schemaAt, type KeySchema } from "./config-schema";
import { DEVICES } from "./device-flags";
import { choiceFlag, integerFlag, numberFlag, type Parser } from "./flags";
import { readJsonObject } from "./read-json-object";
import { applyOverrides } from "./set-override";

/** One flag of `trm train`. */
export interface TrainFlag {
  /** Long name without dashes. */
  readonly name: string;
  /** Placeholder of its value in the help; empty for a flag without one. */
  readonly value: string;
  readonly help: string;
  /** Where its value goes in the training configuration. */
  readonly path: readonly string[];
  readonly parse: Parser<string | number>;
}

/** Names, of which only what knows them can say which one is near. */
const asTyped: Parser<string> = (text) => text;

function parserOf(flag: string, schema: KeySchema): Parser<string | number> {
  const words = schema.enum?.filter((word) => typeof word === "string");
  if (words !== undefined) return choiceFlag(flag, words);
  const { minimum: min, exclusiveMinimum: above } = schema;
  const { maximum: max, exclusiveMaximum: below } = schema;
  if (schema.type === "number")
    return numberFlag(flag, { min, max, above, below });
  return schema.type === "integer"
    ? integerFlag(flag, { min, max: boundOf(schema) })
    : asTyped;
}

/** "a, b or c" */
const listOf = (words: readonly (string | number)[]): string =>
  words.join(", ").replace(/, ([^,]*)$/, " or $1");

/** The meaning of a key, its choices and its default, in brackets. */
function helpOf({ description, enum: words, default: value }: KeySchema) {
  const choices = words === undefined ? "" : `: ${listOf(words)}`;
  const absent =
    typeof value === "string" || typeof value === "number" ? ` (${value})` : "";
  return `${description ?? ""}${choices}${absent}`;
}

const PLACEHOLDERS: Readonly<Record<string, string>> = {
  integer: "<n>",
  number: "<x>",
  string: "<name>",
  boolean: "",
};

/** @param parse what the schema cannot know: what the command itself makes of a value */
function flag(
  name: string,
  path: string,
  parse?: Parser<string | number>,
): TrainFlag {
  const keys = path.split(".");
  const schema = schemaAt(keys);
  return {
    name,
    value: PLACEHOLDERS[schema.type ?? ""] ?? "<value>",
    help: helpOf(schema),
    path: keys,
    parse: parse ?? parserOf(`--${name}`, schema),
  };
}

/** Every flag that sets a value of the configuration. */
export const TRAIN_FLAGS: readonly TrainFlag[] = [
  flag("arch", "arch", asTyped),
  flag("task", "task", asTyped),
  flag("length", "length"),
  flag("budget", "budget"),
  flag("width", "model.nEmbd"),
  flag("heads", "model.nHead"),
  flag("block-size", "model.blockSize"),
  flag("inner-loops", "model.nInnerLoops"),
  flag("outer-loops", "model.nOuterLoops"),
  flag("dropout", "model.dropout"),
  flag("ponder-weight", "model.ponderWeight"),
  flag("steps", "training.steps"),
  flag("batch", "training.batchSize"),
  flag("accumulation-steps", "training.accumulationSteps"),
  flag("lr", "training.learningRate"),
  flag("schedule", "training.schedule"),
  flag("warmup-steps", "training.warmupSteps"),
  flag("final-lr-ratio", "training.finalLearningRateRatio"),
  flag("weight-decay", "training.weightDecay"),
  flag("beta1", "training.beta1"),
  flag("beta2", "training.beta2"),
  flag("clip-norm", "training.clipNorm"),
  flag("ema-decay", "training.emaDecay"),
  flag("seed", "training.seed"),
  flag("eval-every", "evaluation.everySteps"),
  flag("eval-count", "evaluation.count"),
  flag("checkpoint-every", "checkpoint.everySteps"),
  flag("keep-last", "checkpoint.keepLast"),
  flag("keep-every", "checkpoint.keepEverySteps"),
  flag("best", "checkpoint.best"),
  flag("threads", "runtime.threads"),
  flag("engine", "runtime.engine"),
  flag("device", "runtime.device", choiceFlag("--device", DEVICES)),
  flag("tf32", "runtime.tf32"),
];

/** A flag's value, by the name that commander gives it: `inner-loops` → `innerLoops`. */
function typed(
  values: Readonly<Record<string, unknown>>,
  { name }: TrainFlag,
): unknown {
  return values[
    name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase())
  ];
}

/**
 * The flags behind keys of the configuration: a refusal says nEmbd to a user who typed --width. A flag that `--set` has
 * overruled is not behind its key.
 * @param keys dotted paths
 * @param values what commander parsed, by camelCase name
 * @param raw the configuration that they made
 */
export function flagsBehind(
  keys: readonly string[],
  values: Readonly<Record<string, unknown>>,
  raw: RawConfig,
): string[] {
  return TRAIN_FLAGS.filter((flag) => {
    const value = typed(values, flag);
    return (
      value !== undefined &&
      value === valueAt(raw, flag.path) &&
      keys.includes(flag.path.join("."))
    );
  }).map(({ name }) => `--${name}`);
}

/** A run's record holds its configuration beside versions and hardware; any other file is a configuration. */
function unwrapRun(file: RawConfig): RawConfig {
  const { config } = file;
  return isRecord(config) && "versions" in file ? config : file;
}

/**
 * The configuration a command line asks for, not yet validated: what the weights bring, then the file, then the flags,
 * then every `--set`.
 * @param values what commander parsed, by camelCase name
 */
export function rawTrainConfig(
  values: Readonly<Record<string, unknown>>,
  overrides: readonly Override[],
  file: string | undefined,
  brought: object = {},
): RawConfig {
  const written =
    file === undefined ? {} : unwrapRun(readJsonObject("--config", file));
  const base = mergeConfigs({ ...brought }, written);
  const given = TRAIN_FLAGS.reduce<RawConfig>((config, flag) => {
    const value = typed(values, flag);
    return value === undefined ? config : setAt(config, flag.path, value);
  }, {});
  return applyOverrides(mergeConfigs(base, given), overrides);
}
