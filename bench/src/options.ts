/** @file The arguments that benchmarks share, parsed strictly. */

import { isAbsolute, resolve, sep } from "node:path";
import {
  type Command,
  InvalidArgumentError,
  type OptionValues,
} from "@commander-js/extra-typings";
import type { Schedule } from "./contestant";
import type { Sizes } from "./workload";

/** Everything but the numbers of the model. */
export interface RunOptions extends Sizes, Schedule {
  readonly json: boolean;
  readonly peers: boolean;
  readonly compile: boolean;
  /** The Python interpreter of the PyTorch peers, a name or an absolute path. */
  readonly python: string;
}

/** Parses a whole number of at least `minimum`. */
const integer = (minimum: number) => (text: string) => {
  const value = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum) {
    throw new InvalidArgumentError(`Expected a whole number from ${minimum}.`);
  }
  return value;
};

/** Parses numbers of at least 1 with commas between. */
const integers = (text: string) => text.split(",").map(integer(1));

/** Parses a probability below 1. */
function fraction(text: string): number {
  const value = Number(text);
  if (!/^\d*\.?\d+$/.test(text) || value >= 1) {
    throw new InvalidArgumentError("Expected a number from 0 to below 1.");
  }
  return value;
}

/** A path that npm's caller gave relative to its own folder; a bare name stays. */
function interpreter(text: string): string {
  if (!text.includes(sep) || isAbsolute(text)) return text;
  return resolve(process.env["INIT_CWD"] ?? process.cwd(), text);
}

/** Defaults that differ from benchmark to benchmark. */
interface Defaults {
  readonly width: number;
  readonly passes: number;
  readonly rounds: number;
  readonly iterations: number;
}
const SMALL: Defaults = { width: 64, passes: 6, rounds: 8, iterations: 5 };
/** An iteration is a whole evaluation. */
export const LARGE: Defaults = {
  width: 128,
  passes: 12,
  rounds: 5,
  iterations: 1,
};

/** Adds the shared options to a benchmark's command. */
export const withSharedOptions = (
  command: Command,
  { width, passes, rounds, iterations }: Defaults = SMALL,
) =>
  command
    .option("--arch <id>", "architecture", "dense")
    .option("--width <n>", "channels", integer(1), width)
    .option("--heads <n>", "attention heads", integer(1), 4)
    .option("--passes <n>", "block passes of a forward", integer(1), passes)
    .option(
      "--task <name>",
      "copy, reverse, addition or reversed-addition",
      "addition",
    )
    .option("--length <n>", "operand length, characters", integer(1), 10)
    .option("--threads <n>", "threads of each contestant", integer(1), 2)
    .option("--seed <n>", "seed of weights and data", integer(0), 1)
    .option("--rounds <n>", "measured rounds", integer(1), rounds)
    .option(
      "--iterations <n>",
      "timed iterations a round",
      integer(1),
      iterations,
    )
    .option("--json", "one JSON value on stdout", false)
    .option("--no-peers", "measure ours alone");

/** Adds the size of the one batch of an iteration. */
export const withBatch = <O extends OptionValues>(command: Command<[], O>) =>
  command.option("--batch <n>", "sequences of a batch", integer(1), 64);

/** Adds how many examples an evaluation has, and how they are cut. */
export const withBatches = (command: ReturnType<typeof withTorchOptions>) =>
  command
    .option("--count <n>", "examples of an iteration", integer(1), 1000)
    .option(
      "--batches <list>",
      "batch sizes to try",
      integers,
      [100, 256, 500],
    );

/** Adds the options of benchmarks that have PyTorch peers. */
export const withTorchOptions = (
  command: ReturnType<typeof withSharedOptions>,
) =>
  command
    .option("--no-compile", "leave torch.compile out")
    .option("--python <path>", "Python with torch", interpreter, "python3");

/** Adds the dropout of a training step. */
export const withDropout = (command: ReturnType<typeof withTorchOptions>) =>
  command.option("--dropout <p>", "dropout probability", fraction, 0.1);
