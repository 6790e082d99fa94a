/** @file `trm train`: a new run; without flags beyond --arch and --task it is the paper's. */
import { Option, type Command } from "@commander-js/extra-typings";
import { UsageError } from "../errors";
import type { Output } from "../output";
import { defaultRunFolder } from "../run-name";
import { parseOverride, type Override } from "../set-override";
import { flagsBehind, rawTrainConfig, TRAIN_FLAGS } from "../train-flags";

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
    .option("--json", "print a JSON summary instead of the run's folder");
  for (const { name, value, help, parse } of TRAIN_FLAGS)
    command.addOption(
      new Option(`--${name} ${value}`, help).argParser((text) => parse(text)),
    );
  command.action(async (options) => {
    const { out, set = [], config: file, json = false } = options;
    if (out === "")
      throw new UsageError('--out expects a folder, but received "".');
    const raw = await rawTrainConfig({ ...options }, set, file);
    const { parseTrainConfig } = await import("@trm/train");
    const config = namingFlags({ ...options }, () => parseTrainConfig(raw));
    const dir = out ?? defaultRunFolder(config, new Date());
    const { runTraining } = await import("../training");
    await runTraining(output, { config, dir, json });
  });
}
