/** @file `trm train`: a new run; without flags beyond --arch and --task it is the paper's. */
import { Option, type Command } from "@commander-js/extra-typings";
import type { TrainConfig } from "@trm/train";
import { UsageError } from "../errors";
import type { Start } from "../initial-weights";
import type { Output } from "../output";
import { defaultRunFolder } from "../run-name";
import { parseOverride, type Override } from "../set-override";
import {
  flagsBehind,
  rawTrainConfig,
  TRAIN_FLAGS,
  type TrainFlag,
} from "../train-flags";

const collect = (text: string, before: Override[] = []): Override[] => [
  ...before,
  parseOverride(text),
];

/** Runs a check of the configuration; a refusal also names the flags that the user typed for what it names. */
function namingFlags<T>(
  values: Readonly<Record<string, unknown>>,
  check: () => T,
): T {
  try {
    return check();
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const flags = flagsBehind(cause.message, values);
    if (flags.length === 0) throw cause;
    throw new UsageError(
      `${cause.message.replace(/\.$/, "")} (${flags.join(", ")})`,
      { cause },
    );
  }
}

/** What is started from; its architecture, sizes and task are the defaults then. */
async function openInit(
  path: string | undefined,
  values: Readonly<Record<string, unknown>>,
): Promise<Start | undefined> {
  if (path === undefined) return undefined;
  const { openStart } = await import("../initial-weights");
  const { task } = values;
  return openStart(path, typeof task === "string" ? task : undefined);
}

/** Refuses weights of another model, in the user's words. */
async function checkStart(
  start: Start | undefined,
  config: TrainConfig,
  values: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (start === undefined) return;
  const [{ checkInitialWeights, modelConfigOf }, { getTask }] =
    await Promise.all([import("@trm/train"), import("@trm/tasks")]);
  const modelConfig = modelConfigOf(config, getTask(config.task));
  namingFlags(values, () => {
    checkInitialWeights(start.weights, modelConfig);
  });
}

const toOption = ({ name, value, help, parse }: TrainFlag) =>
  value === ""
    ? new Option(`--${name}`, help)
    : new Option(`--${name} ${value}`, help).argParser((text) => parse(text));

/** Adds `trm train`. */
export function registerTrain(program: Command, output: Output): void {
  const command = program
    .command("train")
    .description("train a model; the defaults (in brackets) are the paper's")
    .option("--out <dir>", "folder of the run (runs/<what and when>)")
    .option(
      "--set <path=value>",
      "set any value of the configuration, such as model.gradient=full; repeatable",
      collect,
    )
    .option(
      "--config <file>",
      "configuration as JSON, such as a run's run.json; flags and --set win over it",
    )
    .option("--init <dir>", "run or model folder whose weights to start from")
    .option("--json", "print a JSON summary instead of the run's folder");
  for (const flag of TRAIN_FLAGS) command.addOption(toOption(flag));
  command.action(async (options) => {
    const { out, set = [], config: file, init, json = false } = options;
    if (out === "")
      throw new UsageError('--out expects a folder, but received "".');
    const start = await openInit(init, options);
    const raw = await rawTrainConfig({ ...options }, set, file, start?.base);
    const { parseTrainConfig } = await import("@trm/train");
    const config = namingFlags({ ...options }, () => parseTrainConfig(raw));
    await checkStart(start, config, { ...options });
    const dir = out ?? defaultRunFolder(config, new Date());
    const { runTraining } = await import("../training");
    await runTraining(output, { config, dir, json, init: start?.weights });
  });
}
