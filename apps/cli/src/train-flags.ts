/** @file The flags of `trm train` as data: each one names the place in the configuration that it sets. */
import { DEVICES } from "./device-flags";
import { UsageError } from "./errors";
import {
  choiceFlag,
  integerFlag,
  numberFlag,
  seedFlag,
  type Parser,
} from "./flags";
import { parseJson } from "./parse-json";
import {
  applyOverrides,
  isRecord,
  mergeConfigs,
  setAt,
  type Override,
  type RawConfig,
} from "./set-override";

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

const flag = (
  name: string,
  value: string,
  path: string,
  help: string,
  parse: Parser<string | number> = (text) => text,
): TrainFlag => ({ name, value, help, path: path.split("."), parse });

const count = (name: string, path: string, help: string): TrainFlag =>
  flag(name, "<n>", path, help, integerFlag(`--${name}`, { min: 1 }));

const loops = (name: string, path: string, help: string): TrainFlag =>
  flag(name, "<n>", path, help, integerFlag(`--${name}`, { min: 0 }));

/** Every flag that sets a value of the configuration; the defaults are the paper's run and live in the configuration. */
export const TRAIN_FLAGS: readonly TrainFlag[] = [
  flag(
    "arch",
    "<name>",
    "arch",
    "architecture: dense, iterative, iterative-step, ut, dual-ut, dual-nested-ut or trm",
  ),
  flag("task", "<name>", "task", "task, see `trm tasks list`"),
  count("length", "length", "digits of an operand (10)"),
  count("budget", "budget", "block passes of one forward (24)"),
  count("width", "model.nEmbd", "channels (384)"),
  count("heads", "model.nHead", "attention heads (6)"),
  loops("inner-loops", "model.nInnerLoops", "z updates per cycle, L (2)"),
  count("outer-loops", "model.nOuterLoops", "cycles per step, H (2)"),
  count("steps", "training.steps", "training steps (5000)"),
  count("batch", "training.batchSize", "sequences per step (64)"),
  flag(
    "lr",
    "<x>",
    "training.learningRate",
    "learning rate (3e-4)",
    numberFlag("--lr", { above: 0 }),
  ),
  flag(
    "dropout",
    "<x>",
    "model.dropout",
    "fraction dropped (0.1)",
    numberFlag("--dropout", { min: 0, below: 1 }),
  ),
  flag(
    "weight-decay",
    "<x>",
    "training.weightDecay",
    "weight decay of AdamW (0.01)",
    numberFlag("--weight-decay", { min: 0 }),
  ),
  flag(
    "ponder-weight",
    "<x>",
    "model.ponderWeight",
    "weight of the ponder cost in the loss (0)",
    numberFlag("--ponder-weight", { min: 0 }),
  ),
  flag(
    "seed",
    "<n>",
    "training.seed",
    "seed of weights, data and dropout (1337)",
    seedFlag("--seed"),
  ),
  count(
    "eval-every",
    "evaluation.everySteps",
    "steps between evaluations (250)",
  ),
  count("eval-count", "evaluation.count", "examples per evaluation (100)"),
  count(
    "checkpoint-every",
    "checkpoint.everySteps",
    "steps between checkpoints (250)",
  ),
  count("threads", "runtime.threads", "threads of the engine (2)"),
  flag(
    "engine",
    "<name>",
    "runtime.engine",
    "onnxruntime or tfjs (onnxruntime)",
    choiceFlag("--engine", ["onnxruntime", "tfjs"]),
  ),
  flag(
    "device",
    "<name>",
    "runtime.device",
    "cpu, cuda or auto, which is cuda where it works (cpu)",
    choiceFlag("--device", DEVICES),
  ),
  flag(
    "tf32",
    "",
    "runtime.tf32",
    "on cuda: faster matrix products with factors of 10 bits of mantissa",
  ),
];

/** A flag's name as commander hands it over: `inner-loops` → `innerLoops`. */
function camelCase(name: string): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/**
 * The flags behind what a message about the configuration names: it says nEmbd to a user who typed --width.
 * @param values what commander parsed, by camelCase name
 */
export function flagsBehind(
  message: string,
  values: Readonly<Record<string, unknown>>,
): string[] {
  const words = new Set(message.split(/\W+/));
  return TRAIN_FLAGS.filter(({ name, path }) => {
    const [inConfig = ""] = path.slice(-1);
    const typed = camelCase(name);
    return (
      inConfig !== typed && values[typed] !== undefined && words.has(inConfig)
    );
  }).map(({ name }) => `--${name}`);
}

/** Reads a JSON file that holds an object. @throws {UsageError} when it is missing or no JSON object */
export async function readJsonObject(
  flagName: string,
  file: string,
): Promise<RawConfig> {
  const { readFile } = await import("node:fs/promises");
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    const reason = error instanceof Error && "code" in error ? error.code : "";
    throw new UsageError(
      reason === "ENOENT"
        ? `${flagName} names the file ${file}, which does not exist.`
        : `${flagName} names ${file}, which cannot be read (${String(reason)}).`,
    );
  }
  const value = parseJson(text, `${flagName} names ${file}`);
  if (isRecord(value)) return value;
  throw new UsageError(
    `${flagName} expects a file with one JSON object, but ${file} holds something else.`,
  );
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
export async function rawTrainConfig(
  values: Readonly<Record<string, unknown>>,
  overrides: readonly Override[],
  file: string | undefined,
  brought: object = {},
): Promise<RawConfig> {
  const written =
    file === undefined ? {} : unwrapRun(await readJsonObject("--config", file));
  const base = mergeConfigs({ ...brought }, written);
  const given = TRAIN_FLAGS.reduce<RawConfig>((config, { name, path }) => {
    const value = values[camelCase(name)];
    return value === undefined ? config : setAt(config, path, value);
  }, {});
  const raw = applyOverrides(mergeConfigs(base, given), overrides);
  for (const key of ["arch", "task"]) {
    if (raw[key] === undefined)
      throw new UsageError(
        `--${key} is missing: name ${key === "arch" ? "an architecture, such as dual-ut" : "a task, such as addition"}.`,
      );
  }
  return raw;
}
