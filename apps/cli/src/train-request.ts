/** @file From the options of `trm train` to a validated configuration; a refusal is in the words of the flags. */
import { ConfigError } from "@trm/models";
import { getTask, UnknownTaskError } from "@trm/tasks";
import {
  checkInitialWeights,
  InitialWeightsError,
  modelConfigOf,
  parseTrainConfig,
  type TrainConfig,
} from "@trm/train";
import type { Override, RawConfig } from "@trm/train/raw-config";
import { checkMetrics } from "./best-metric";
import { UsageError } from "./errors";
import { openStart, type Start } from "./initial-weights";
import { flagsBehind, rawTrainConfig } from "./train-flags";

type Values = Readonly<Record<string, unknown>>;

/** What must be named, with an example. */
const EXAMPLES = {
  arch: "an architecture, such as dual-ut",
  task: "a task, such as addition",
};

/** The keys of the configuration that a refusal is about. */
function keysOf(error: unknown): readonly string[] {
  if (error instanceof ConfigError || error instanceof InitialWeightsError)
    return error.keys;
  return error instanceof UnknownTaskError ? ["task"] : [];
}

/** Runs a check of the configuration; a refusal also names the flags that the user typed for what it is about. */
function namingFlags<T>(values: Values, raw: RawConfig, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    const keys = keysOf(cause);
    for (const [key, example] of Object.entries(EXAMPLES))
      if (keys.includes(key) && raw[key] === undefined)
        throw new UsageError(`--${key} is missing: name ${example}.`, {
          cause,
        });
    const flags = flagsBehind(keys, values, raw);
    if (!(cause instanceof Error) || flags.length === 0) throw cause;
    const { message } = cause;
    const named = flags.join(", ");
    throw new UsageError(
      message.endsWith("?")
        ? `${named}: ${message}`
        : `${message.replace(/\.$/, "")} (${named}).`,
      { cause },
    );
  }
}

/** What is started from; its architecture, sizes and task are the defaults then. */
async function openInit(
  path: string | undefined,
  task: unknown,
): Promise<Start | undefined> {
  if (path === undefined) return undefined;
  return openStart(path, typeof task === "string" ? task : undefined);
}

/** What a command line asks for. */
interface TrainRequest {
  readonly config: TrainConfig;
  /** Where --init is given: the weights, which are of the configuration's model. */
  readonly start?: Start;
}

/**
 * Validates what a command line asks for; nothing is written.
 *
 * @param options what commander parsed, the flags by camelCase name among it
 * @throws {UsageError | ConfigError} in the words of the flags where flags were typed, of the configuration's keys else
 */
export async function resolveTrainRequest(options: {
  readonly set?: readonly Override[];
  readonly config?: string;
  readonly init?: string;
}): Promise<TrainRequest> {
  const values: Values = { ...options };
  const { set = [], config: file, init } = options;
  const start = await openInit(init, values["task"]);
  const raw = rawTrainConfig(values, set, file, start?.base);
  return namingFlags(values, raw, () => {
    const config = parseTrainConfig(raw);
    const task = getTask(config.task);
    const modelConfig = modelConfigOf(config, task);
    checkMetrics(config, modelConfig, task);
    if (start) checkInitialWeights(start.weights, modelConfig);
    return { config, start };
  });
}
