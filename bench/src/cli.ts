/** @file The benchmark command: arguments in, a report out, an exit code. */

import { Command, CommanderError } from "@commander-js/extra-typings";
import { type Benchmark, runBenchmark } from "./benchmark";
import { decodingIn } from "./evaluation";
import { FORWARD } from "./forward";
import {
  LARGE,
  type RunOptions,
  withBatch,
  withBatches,
  withDropout,
  withSharedOptions,
  withTorchOptions,
} from "./options";
import { formatJson, formatReport } from "./report";
import { STEP } from "./step";

/** Where text goes: data to `out`, words to `err`. */
export interface Streams {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Errors that the person at the keyboard can mend. */
const USAGE_ERRORS: ReadonlySet<string> = new Set([
  "MissingPeerError",
  "ConfigError",
  "UnknownArchitectureError",
  "UnknownTaskError",
  "InvalidLengthError",
]);

/**
 * Runs one benchmark.
 *
 * @param args without interpreter and script
 * @returns exit code: 0 measured, 1 failed or disagreeing, 2 wrong arguments or
 *   missing software
 */
export async function runCommand(
  args: readonly string[],
  streams: Streams,
): Promise<number> {
  try {
    await createProgram(streams).parseAsync([...args], { from: "user" });
    return 0;
  } catch (error) {
    return report(error, streams);
  }
}

function createProgram(streams: Streams): Command {
  const run = async (benchmark: Benchmark, options: RunOptions) => {
    const say = (words: string) => streams.err(`${words}\n`);
    const result = await runBenchmark(benchmark, options, say);
    streams.out(options.json ? formatJson(result) : formatReport(result));
  };
  const program = new Command("bench")
    .description("Measures ours and its peers in interleaved rounds.")
    .exitOverride()
    .configureOutput({ writeOut: streams.out, writeErr: () => {} });
  const create = (name: string, words: string) =>
    new Command(name).description(words).copyInheritedSettings(program);
  const step = create("step", "one training step, against PyTorch");
  const evaluation = create("eval", "greedy decoding, against PyTorch");
  const forward = create("forward", "one forward pass, against TF.js");
  // A forward pass has no dropout, and TF.js needs no Python.
  const unused = { dropout: 0, compile: false, python: "" };
  return program
    .addCommand(
      withBatch(withDropout(withTorchOptions(withSharedOptions(step)))).action(
        (options) => run(STEP, options),
      ),
    )
    .addCommand(
      withBatches(
        withTorchOptions(withSharedOptions(evaluation, LARGE)),
      ).action(({ count, batches, ...options }) =>
        run(decodingIn(batches), { ...options, batch: count, dropout: 0 }),
      ),
    )
    .addCommand(
      withBatch(withSharedOptions(forward)).action((options) =>
        run(FORWARD, { ...options, ...unused }),
      ),
    );
}

function report(error: unknown, { err }: Streams): number {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    err(`${sentence(error)}\n`);
    return 2;
  }
  if (!(error instanceof Error)) throw error;
  err(`${sentence(error)}\n`);
  return USAGE_ERRORS.has(error.name) ? 2 : 1;
}

/** A message on one line; commander's help is a call away. */
function sentence(error: Error): string {
  const text = error.message.replace(/^error: /, "").replace(/\s*\n\s*/g, " ");
  if (text === "(outputHelp)" || text === "") {
    return "Expected a benchmark: step, eval or forward; see --help.";
  }
  return text;
}
