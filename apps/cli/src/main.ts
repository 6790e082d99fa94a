/** @file From the arguments of a process to its exit code. */
import { EXIT, isCommanderError, judge } from "./errors";
import { Output, type Io } from "./output";
import { createProgram } from "./program";

/** The streams, environment and clock of this process. */
export function processIo(): Io {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    stdin: process.stdin,
    env: process.env,
    now: () => performance.now(),
  };
}

/**
 * Runs one `trm` command line: data goes to stdout, words to stderr.
 * Nothing is thrown: every error becomes one sentence on stderr and an exit code.
 * @param argv as in `process.argv`: two leading entries, then the arguments
 * @param io where to write; the process's own streams if absent
 * @returns the exit code: 0 ok, 1 failed, 2 usage, 3 a claim did not hold, 130 interrupted
 */
export async function main(
  argv: readonly string[],
  io: Io = processIo(),
): Promise<number> {
  const output = new Output(io);
  try {
    await createProgram(output).parseAsync(argv);
    return output.exitCode;
  } catch (error) {
    // Help and version arrive as errors; commander has already printed them.
    if (isCommanderError(error) && error.exitCode === 0) return EXIT.ok;
    if (isCommanderError(error) && error.code === "commander.help")
      return EXIT.usage;
    const { message, exitCode } = judge(error, io.env["TRM_DEBUG"] === "1");
    output.words(`trm: ${message}`);
    return exitCode;
  }
}
