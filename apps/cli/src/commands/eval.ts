/** @file `trm eval`: how good a model is, on prompts that training never sees. */
import type { Command } from "@commander-js/extra-typings";
import type { Decoder, Evaluation } from "@trm/eval";
import { checkpointOption, type CheckpointName } from "../checkpoint-flag";
import { withEngineOptions } from "../device-flags";
import {
  choiceFlag,
  countFlag,
  integerListFlag,
  MOST,
  numberFlag,
  seedFlag,
} from "../flags";
import { EvalProgress } from "../eval/eval-progress";
import { notesOn } from "../eval/notes";
import {
  checkFlags,
  type EvalFlags,
  type EvalPlan,
  planEvaluation,
} from "../eval/plan";
import { formatEvaluations } from "../eval/report";
import { type EngineFlags, openDecoder, openEngine } from "../open-engine";
import { openModel, type OpenModel } from "../open-model";
import type { Output } from "../output";

interface EvalOptions extends EvalFlags, EngineFlags {
  readonly checkpoint?: CheckpointName;
  readonly json?: true;
}

const parseCount = countFlag("--count", MOST.examples);
const parseLengths = integerListFlag("--lengths", {
  min: 1,
  max: MOST.length,
});

/** The command with what may be asked. */
function evalCommand(program: Command) {
  return program
    .command("eval")
    .description("evaluate a model on prompts that training never sees")
    .argument("<run>", "folder of a run or of an exported model")
    .option("--task <name>", "task (the model's own)")
    .option(
      "--lengths <list>",
      "task lengths, such as 10,20,30 (the one trained)",
      parseLengths,
    )
    .option("--count <n>", "examples per length (1000)", parseCount)
    .option(
      "--decode <how>",
      "greedy or sample (greedy)",
      choiceFlag("--decode", ["greedy", "sample"]),
    )
    .option(
      "--temperature <x>",
      "softmax temperature of --decode sample (1)",
      numberFlag("--temperature", { above: 0, max: MOST.temperature }),
    )
    .option(
      "--protocol <name>",
      "paper: 100 examples of each length 10,20,30,40,50, sampled at temperature 1",
      choiceFlag("--protocol", ["paper"]),
    )
    .option(
      "--batch <n>",
      "most examples decoded at once",
      countFlag("--batch"),
      256,
    )
    .option(
      "--seed <n>",
      "seed of examples and sampling (one that is the same for all models)",
      seedFlag("--seed"),
    )
    .option("--json", "print JSON, with intervals of every breakdown");
}

/** Adds `trm eval`. */
export function registerEval(program: Command, output: Output): void {
  withEngineOptions(evalCommand(program))
    .addOption(checkpointOption())
    .option(
      "--engine <name>",
      "onnxruntime or tfjs (as trained)",
      choiceFlag("--engine", ["onnxruntime", "tfjs"]),
    )
    .action((path, options) => evaluateModel(path, options, output));
}

async function evaluateModel(
  path: string,
  options: EvalOptions,
  output: Output,
): Promise<void> {
  checkFlags(options);
  const model = await openModel(path, {
    checkpoint: options.checkpoint,
    warn: (words) => output.words(words),
  });
  const plan = await planEvaluation(options, model);
  const engine = await openEngine(model, options, output);
  try {
    const decoder = await openDecoder(model, engine);
    try {
      const evaluations = await evaluateLengths(plan, decoder, output);
      const notes = await notesOn(plan, model);
      if (options.json)
        output.json(
          report(model, plan, engine.description, notes, evaluations),
        );
      else {
        output.words(describe(model, plan, engine.description));
        output.data(formatEvaluations(evaluations));
        for (const note of notes) output.words(note);
      }
    } finally {
      await decoder.release();
    }
  } finally {
    await engine.release();
  }
}

async function evaluateLengths(
  plan: EvalPlan,
  decoder: Decoder,
  output: Output,
): Promise<Evaluation[]> {
  const { evaluate } = await import("@trm/eval");
  const { lengths, batch, ...asked } = plan;
  const progress = new EvalProgress(output, plan);
  const evaluations: Evaluation[] = [];
  for (const length of lengths)
    evaluations.push(
      await evaluate({
        ...asked,
        decoder,
        length,
        batchSize: batch,
        onProgress: ({ done }) => progress.answered(length, done),
      }),
    );
  output.clearLive();
  return evaluations;
}

const decodeName = ({ temperature }: EvalPlan): "greedy" | "sample" =>
  temperature === 0 ? "greedy" : "sample";

function describe(
  { config, step }: OpenModel,
  plan: EvalPlan,
  engine: string,
): string {
  const { temperature, count, protocol } = plan;
  const how =
    temperature === 0 ? "greedy" : `sampled at temperature ${temperature}`;
  return [
    step === undefined ? config.arch : `${config.arch} after ${step} steps`,
    ...(protocol === undefined ? [] : ["the paper's protocol"]),
    how,
    `${count} unseen examples per length`,
    "95 % intervals",
    engine,
  ].join(", ");
}

function report(
  { path, config, step, task, imported }: OpenModel,
  plan: EvalPlan,
  engine: string,
  notes: readonly string[],
  evaluations: readonly Evaluation[],
) {
  return {
    run: path,
    arch: config.arch,
    step,
    trainedLength: imported?.assumed.length ? undefined : task.length,
    protocol: plan.protocol,
    decode: decodeName(plan),
    engine,
    notes,
    evaluations,
  };
}
