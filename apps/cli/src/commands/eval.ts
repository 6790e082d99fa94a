/** @file `trm eval`: how good a run is, on prompts that training never sees. */
import type { Command } from "@commander-js/extra-typings";
import type { Evaluation } from "@trm/eval";
import type { Task } from "@trm/tasks";
import { UsageError } from "../errors";
import {
  choiceFlag,
  countFlag,
  integerListFlag,
  MOST,
  numberFlag,
  seedFlag,
} from "../flags";
import { openRun, type OpenRun } from "../open-run";
import type { Output } from "../output";
import { fitLine } from "../progress";
import {
  formatInterval,
  formatPercent,
  formatTable,
  type Column,
} from "../table";

/** What to ask of a run; an absent value is the run's own. */
interface EvalOptions {
  readonly task?: string;
  readonly lengths?: readonly number[];
  readonly count: number;
  readonly decode: "greedy" | "sample";
  readonly temperature?: number;
  readonly batch: number;
  readonly seed?: number;
  readonly json?: true;
}

const parseCount = countFlag("--count", MOST.examples);
const parseLengths = integerListFlag("--lengths", {
  min: 1,
  max: MOST.length,
});

/** Adds `trm eval`. */
export function registerEval(program: Command, output: Output): void {
  program
    .command("eval")
    .description("evaluate a run on prompts that training never sees")
    .argument("<run>", "folder of the run")
    .option("--task <name>", "task (the run's own)")
    .option(
      "--lengths <list>",
      "task lengths, such as 10,20,30 (the run's own)",
      parseLengths,
    )
    .option("--count <n>", "examples per length", parseCount, 1000)
    .option(
      "--decode <how>",
      "greedy or sample",
      choiceFlag("--decode", ["greedy", "sample"]),
      "greedy" as const,
    )
    .option(
      "--temperature <x>",
      "softmax temperature of --decode sample (1)",
      numberFlag("--temperature", { above: 0 }),
    )
    .option(
      "--batch <n>",
      "most examples decoded at once",
      countFlag("--batch"),
      256,
    )
    .option(
      "--seed <n>",
      "seed of examples and sampling (the run's own)",
      seedFlag("--seed"),
    )
    .option("--json", "print JSON, with accuracy per position and difficulty")
    .action((dir, options) => evaluateRun(dir, options, output));
}

async function evaluateRun(
  dir: string,
  options: EvalOptions,
  output: Output,
): Promise<void> {
  if (options.decode === "greedy" && options.temperature !== undefined)
    throw new UsageError(
      "--temperature is read with --decode sample only, but --decode is greedy; leave one of them out.",
    );
  const run = await openRun(dir);
  try {
    const evaluations = await evaluateLengths(run, options, output);
    if (options.json) {
      const { config, step } = run;
      const { decode } = options;
      output.json({ run: dir, arch: config.arch, step, decode, evaluations });
    } else {
      output.words(
        `${run.config.arch} after ${run.step} steps, ${options.decode}, ${options.count} unseen examples per length, 95 % intervals`,
      );
      output.data(formatTable(COLUMNS, evaluations));
    }
  } finally {
    await run.release();
  }
}

async function evaluateLengths(
  run: OpenRun,
  options: EvalOptions,
  output: Output,
): Promise<Evaluation[]> {
  const [{ evaluate }, { getTask }] = await Promise.all([
    import("@trm/eval"),
    import("@trm/tasks"),
  ]);
  const task = options.task === undefined ? run.task : getTask(options.task);
  const lengths = [...new Set(options.lengths ?? [run.config.length])];
  checkFits(task, lengths, run);
  const evaluations: Evaluation[] = [];
  for (const length of lengths)
    evaluations.push(
      await evaluate({
        task,
        decoder: run.decoder,
        length,
        count: options.count,
        batchSize: options.batch,
        seed: options.seed ?? run.config.training.seed,
        temperature:
          options.decode === "greedy" ? 0 : (options.temperature ?? 1),
        onProgress: ({ done, count }) =>
          showProgress(output, length, done, count),
      }),
    );
  output.clearLive();
  return evaluations;
}

/** Refuses before any work what the model could not do after some of it. */
function checkFits(
  task: Task,
  lengths: readonly number[],
  { modelConfig }: OpenRun,
): void {
  if (task.alphabet.size !== modelConfig.vocabSize)
    throw new UsageError(
      `The task ${task.name} has ${task.alphabet.size} characters, but the run's model has ${modelConfig.vocabSize}; choose a task with the model's alphabet.`,
    );
  for (const length of lengths) {
    // The last character of the answer is never fed back.
    const needed = task.promptLength(length) + task.answerLength(length) - 1;
    if (needed > modelConfig.blockSize)
      throw new UsageError(
        `--lengths holds ${length}, which needs ${needed} positions, but the run's model has ${modelConfig.blockSize}; use shorter lengths.`,
      );
  }
}

function showProgress(
  output: Output,
  length: number,
  done: number,
  count: number,
): void {
  if (!output.interactive) return;
  output.live(
    fitLine(
      [`length ${length}: ${done}/${count} examples`],
      output.columns - 1,
    ),
  );
}

const right = (
  title: string,
  cell: (evaluation: Evaluation) => string,
): Column<Evaluation> => ({ title, align: "right", cell });

const COLUMNS: readonly Column<Evaluation>[] = [
  { title: "task", cell: ({ task }) => task },
  right("length", ({ length }) => String(length)),
  right("characters", ({ metrics }) => formatPercent(metrics.charAcc)),
  right("interval", ({ intervals }) => formatInterval(intervals.charAcc)),
  right("sequences", ({ metrics }) => formatPercent(metrics.seqAcc)),
  right("interval", ({ intervals }) => formatInterval(intervals.seqAcc)),
  right("first", ({ metrics }) => formatPercent(metrics.firstCharAcc)),
  right("last", ({ metrics }) => formatPercent(metrics.lastCharAcc)),
  right("ACT steps", ({ meanActSteps }) => meanActSteps?.toFixed(2) ?? "-"),
];
