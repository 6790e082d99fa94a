/** @file What `trm eval` asks: its flags, the paper's protocol or the model's own values. */
import type { Task } from "@trm/tasks";
import { UsageError } from "../errors";
import type { OpenModel } from "../open-model";

/** The flags of `trm eval` as they were typed; an absent value is decided here. */
export interface EvalFlags {
  readonly task?: string;
  readonly lengths?: readonly number[];
  readonly count?: number;
  readonly decode?: "greedy" | "sample";
  readonly temperature?: number;
  readonly batch: number;
  readonly seed?: number;
  readonly protocol?: "paper";
}

/** Everything decided. */
export interface EvalPlan {
  readonly task: Task;
  readonly lengths: readonly number[];
  /** Examples per length. */
  readonly count: number;
  /** Softmax temperature; 0 is greedy. */
  readonly temperature: number;
  /** Most examples decoded at once. */
  readonly batch: number;
  readonly seed: number;
  readonly protocol?: "paper";
}

/** The paper's evaluation: few examples, sampled, far beyond the length that was trained. */
const PAPER = {
  lengths: [10, 20, 30, 40, 50],
  count: 100,
  decode: "sample",
  temperature: 1,
} as const;

/**
 * Seed of the examples where none is given. It is the same for all models, so that they are asked the same questions,
 * and hardly a run's own, so that they are not the questions of the evaluations during training.
 */
export const EVAL_SEED = 271_828_182;

const DEFAULT_COUNT = 1000;

/** @throws {UsageError} for flags that contradict each other */
export function checkFlags(flags: EvalFlags): void {
  const fixed = ["lengths", "count", "decode", "temperature"] as const;
  if (flags.protocol === "paper")
    for (const name of fixed)
      if (flags[name] !== undefined)
        throw new UsageError(
          `--protocol paper fixes --${name} at ${String(PAPER[name])}, but it is given as well; leave one of the two out.`,
        );
  if (
    flags.protocol === undefined &&
    flags.decode !== "sample" &&
    flags.temperature !== undefined
  )
    throw new UsageError(
      "--temperature is read with --decode sample only, but --decode is greedy; leave one of them out.",
    );
}

function chooseLengths(
  { lengths, protocol }: EvalFlags,
  model: OpenModel,
): readonly number[] {
  if (protocol === "paper") return PAPER.lengths;
  if (lengths !== undefined) return [...new Set(lengths)];
  const { length } = model.task;
  if (length !== undefined) return [length];
  throw new UsageError(
    `--lengths is missing: ${model.path} does not say which length was trained.`,
  );
}

/** Refuses before any work what the model could not do after some of it. */
function checkFits(
  task: Task,
  lengths: readonly number[],
  { alphabet, config, path }: OpenModel,
  protocol: EvalFlags["protocol"],
): void {
  if (task.alphabet.characters.join("") !== alphabet.characters.join(""))
    throw new UsageError(
      `The task ${task.name} has other characters than the model in ${path}; choose a task with the model's alphabet.`,
    );
  for (const length of lengths) {
    const needed = positionsNeeded(task, length);
    if (needed > config.blockSize)
      throw new UsageError(
        `Length ${length} of ${task.name} needs ${needed} positions, but the model has ${config.blockSize} (its block size); choose shorter --lengths${protocol === undefined ? "" : ` without --protocol ${protocol}`}, or train a model with a larger block.`,
      );
  }
}

/** The last character of the answer is never fed back. */
export function positionsNeeded(task: Task, length: number): number {
  return task.promptLength(length) + task.answerLength(length) - 1;
}

/**
 * Decides what to ask of a model.
 * @throws {UsageError} when the model cannot be asked that
 */
export async function planEvaluation(
  flags: EvalFlags,
  model: OpenModel,
): Promise<EvalPlan> {
  const { getTask } = await import("@trm/tasks");
  const task = getTask(flags.task ?? model.task.name);
  const lengths = chooseLengths(flags, model);
  checkFits(task, lengths, model, flags.protocol);
  const paper = flags.protocol === "paper" ? PAPER : undefined;
  const decode = paper?.decode ?? flags.decode ?? "greedy";
  return {
    task,
    lengths,
    count: paper?.count ?? flags.count ?? DEFAULT_COUNT,
    temperature: decode === "greedy" ? 0 : (flags.temperature ?? 1),
    batch: flags.batch,
    seed: flags.seed ?? EVAL_SEED,
    protocol: flags.protocol,
  };
}
