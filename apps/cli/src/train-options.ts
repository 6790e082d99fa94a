/** @file From the options of `trm train` to a validated configuration; `trm config` has the same. */
import {
  Option,
  type Command,
  type OptionValues,
} from "@commander-js/extra-typings";
import type { TrainConfig } from "@trm/train";
import { checkBestMetric } from "./best-metric";
import { UsageError } from "./errors";
import type { Start } from "./initial-weights";
import { parseOverride, type Override, type RawConfig } from "./set-override";
import {
  flagsBehind,
  rawTrainConfig,
  TRAIN_FLAGS,
  type TrainFlag,
} from "./train-flags";

type Values = Readonly<Record<string, unknown>>;

const collect = (text: string, before: Override[] = []): Override[] => [
  ...before,
  parseOverride(text),
];

const toOption = ({ name, value, help, parse }: TrainFlag) =>
  value === ""
    ? new Option(`--${name}`, help)
    : new Option(`--${name} ${value}`, help).argParser((text) => parse(text));

/** Adds everything that says what to train. */
export const withTrainOptions = <
  Args extends unknown[],
  Options extends OptionValues,
>(
  command: Command<Args, Options>,
) => {
  const configured = command
    .option(
      "--set <path=value>",
      "set any value of the configuration, such as model.gradient=full; repeatable",
      collect,
    )
    .option(
      "--config <file>",
      "configuration as JSON, such as a run's run.json; flags and --set win over it",
    )
    .option("--init <dir>", "run or model folder whose weights to start from");
  for (const flag of TRAIN_FLAGS) configured.addOption(toOption(flag));
  return configured;
};

/** What must be named, with an example. */
const EXAMPLES = {
  arch: "an architecture, such as dual-ut",
  task: "a task, such as addition",
};

/** Runs a check of the configuration; a refusal also names the flags that the user typed for what it names. */
function namingFlags<T>(values: Values, raw: RawConfig, check: () => T): T {
  try {
    return check();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const { message } = cause;
    for (const [key, example] of Object.entries(EXAMPLES))
      if (message.startsWith(`Configuration key "${key}" is missing`))
        throw new UsageError(`--${key} is missing: name ${example}.`, {
          cause,
        });
    const flags = flagsBehind(message, values, raw);
    if (flags.length === 0) throw cause;
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
  const { openStart } = await import("./initial-weights");
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
  const [train, { getTask }] = await Promise.all([
    import("@trm/train"),
    import("@trm/tasks"),
  ]);
  return namingFlags(values, raw, () => {
    const config = train.parseTrainConfig(raw);
    const task = getTask(config.task);
    const modelConfig = train.modelConfigOf(config, task);
    checkBestMetric(config, modelConfig, task);
    if (start) train.checkInitialWeights(start.weights, modelConfig);
    return { config, start };
  });
}
