/** @file The command line as a whole: every command registered on one program. */
import { Command } from "@commander-js/extra-typings";
import { VERSION } from "./version";
import { registerConfig } from "./commands/config";
import { registerDoctor } from "./commands/doctor";
import { registerEval } from "./commands/eval";
import { registerExport } from "./commands/export";
import { registerGenerate } from "./commands/generate";
import { registerImport } from "./commands/import";
import { registerReport } from "./commands/report";
import { registerResume } from "./commands/resume";
import { registerRuns } from "./commands/runs";
import { registerSweep } from "./commands/sweep";
import { registerTasks } from "./commands/tasks";
import { registerTrain } from "./commands/train";
import { registerVerify } from "./commands/verify";
import { registerVerifyRun } from "./commands/verify-run";
import type { Output } from "./output";

/** Adds one command, or one family of commands, to the program. */
export type Register = (program: Command, output: Output) => void;

const COMMANDS: readonly Register[] = [
  registerTasks,
  registerTrain,
  registerConfig,
  registerResume,
  registerEval,
  registerGenerate,
  registerExport,
  registerImport,
  registerVerify,
  registerVerifyRun,
  registerDoctor,
  registerRuns,
  registerSweep,
  registerReport,
];

const EXIT_CODES = `
Exit codes: 0 ok, 1 failed, 2 wrong usage, 3 ran but a claim did not hold,
42 failed and would again (sweep exec),
130 interrupted (training leaves a checkpoint). TRM_DEBUG=1 shows stacks.`;

/** Builds the `trm` program; parsing throws commander's errors instead of ending the process. */
export function createProgram(output: Output): Command {
  const program = new Command("trm")
    .description(
      "Train, evaluate and verify tiny autoregressive recursive models.",
    )
    .version(VERSION)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => output.data(text),
      writeErr: (text) => output.words(text.trimEnd()),
      // The error is printed once, as one sentence, where it is caught.
      outputError: () => {},
    })
    .addHelpText("after", EXIT_CODES);
  for (const register of COMMANDS) register(program, output);
  return program;
}
