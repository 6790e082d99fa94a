/** @file `--device` and `--tf32`, the same for every command that computes. */
import {
  type Command,
  Option,
  type OptionValues,
} from "@commander-js/extra-typings";
import { choiceFlag, countFlag, MOST } from "./flags";

/** Where a command may compute; auto is cuda where it works, else cpu. */
export const DEVICES = ["cpu", "cuda", "auto"] as const;

/** A value of `--device`. */
export type Device = (typeof DEVICES)[number];

/** What the two flags give. */
export interface DeviceFlags {
  readonly device?: Device;
  readonly tf32?: true;
}

/** @param absent what is used without the flag, for the help */
export const deviceOption = (absent: string) =>
  new Option(
    "--device <name>",
    `cpu, cuda or auto, which is cuda where it works (${absent})`,
  ).argParser(choiceFlag("--device", DEVICES));

/** Off by default: results in full float32. */
export const tf32Option = () =>
  new Option(
    "--tf32",
    "on cuda: faster matrix products with factors of 10 bits of mantissa",
  );

/** Adds where a trained model computes: `--device`, `--tf32` and `--threads`, without which it does so as it was trained. */
export const withEngineOptions = <
  Args extends unknown[],
  Options extends OptionValues,
>(
  command: Command<Args, Options>,
) =>
  command
    .addOption(deviceOption("as trained"))
    .addOption(tf32Option())
    .option(
      "--threads <n>",
      "threads of the engine (as trained)",
      countFlag("--threads", MOST.threads),
    );
