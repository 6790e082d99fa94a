/** @file The options of `trm train` that say what to train; `trm config` has the same. */
import {
  Option,
  type Command,
  type OptionValues,
} from "@commander-js/extra-typings";
import type { Override } from "@trm/train/raw-config";
import { parseOverride } from "./set-override";
import { TRAIN_FLAGS, type TrainFlag } from "./train-flags";

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
      "set any value of the configuration, such as model.gradient=full, or take it away with null; repeatable",
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
