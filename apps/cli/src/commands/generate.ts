/** @file `trm generate`: a run's answers to prompts. */
import type { Command } from "@commander-js/extra-typings";
import type { Task } from "@trm/tasks";
import { UsageError } from "../errors";
import { countFlag, numberFlag, seedFlag } from "../flags";
import { openRun, type OpenRun } from "../open-run";
import type { Output } from "../output";

interface GenerateOptions {
  readonly maxNewTokens?: number;
  readonly temperature: number;
  readonly seed: number;
  readonly json?: true;
}

/** A prompt and what the model made of it. */
interface Answer {
  readonly prompt: string;
  /** The text before the end token, or all of it where none came. */
  readonly answer: string;
  /** Whether the end token came. */
  readonly ended: boolean;
  /** Mean recurrence steps of the prompts of this length; absent for a model without halting. */
  readonly actSteps?: number;
}

/** Adds `trm generate`. */
export function registerGenerate(program: Command, output: Output): void {
  program
    .command("generate")
    .description("answer prompts, one line each")
    .argument("<run>", "folder of the run")
    .argument("<prompt...>", "prompts such as 0123456789|, or - for stdin")
    .option(
      "--max-new-tokens <n>",
      "most characters of an answer (as many as the task's answer and its end)",
      countFlag("--max-new-tokens"),
    )
    .option(
      "--temperature <x>",
      "softmax temperature; 0 takes the likeliest character",
      numberFlag("--temperature", { min: 0 }),
      0,
    )
    .option("--seed <n>", "seed of the sampling", seedFlag("--seed"), 0)
    .option("--json", "print JSON: a list of prompt, answer and ended")
    .action(async (dir, prompts, options) => {
      const texts = await readPrompts(prompts, output);
      const run = await openRun(dir);
      try {
        const answers = await generate(run, texts, options);
        if (options.json) output.json(answers);
        else output.data(answers.map(({ answer }) => `${answer}\n`).join(""));
      } finally {
        await run.release();
      }
    });
}

async function readPrompts(
  prompts: readonly string[],
  { io }: Output,
): Promise<string[]> {
  if (prompts.includes("") || (prompts.length > 1 && prompts.includes("-")))
    throw new UsageError(
      "generate expects prompts with a character or more, or a single - for one prompt per line on stdin.",
    );
  if (prompts[0] !== "-") return [...prompts];
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of io.stdin)
    text +=
      typeof chunk === "string"
        ? chunk
        : decoder.decode(chunk, { stream: true });
  const lines = text.split(/\r?\n/).filter((line) => line !== "");
  if (lines.length === 0)
    throw new UsageError(
      "generate - expects one prompt per line on stdin, but received none.",
    );
  return lines;
}

/** Prompts of one length, to be answered together. */
interface Request {
  /** Places of the prompts in the command line. */
  readonly indices: readonly number[];
  readonly prompts: readonly (readonly number[])[];
  readonly maxNewTokens: number;
}

/** Answers prompts of any lengths, each length in one batch, in the order they were given. */
async function generate(
  run: OpenRun,
  prompts: readonly string[],
  { maxNewTokens, temperature, seed }: GenerateOptions,
): Promise<Answer[]> {
  // Every request is checked before the first is answered.
  const requests = planRequests(run, prompts, maxNewTokens);
  const answers: Answer[] = [];
  for (const { indices, ...request } of requests) {
    const { tokens, actSteps } = await run.decoder.decode({
      ...request,
      temperature,
      seed,
    });
    indices.forEach((i, row) => {
      const prompt = prompts[i] ?? "";
      answers[i] = cutAnswer(run.task, prompt, tokens[row] ?? [], actSteps);
    });
  }
  return answers;
}

function planRequests(
  { task, modelConfig: { blockSize } }: OpenRun,
  prompts: readonly string[],
  maxNewTokens: number | undefined,
): Request[] {
  const encoded = prompts.map((prompt) => task.alphabet.encode(prompt));
  return groupByLength(encoded).map((indices) => {
    const group = indices.map((i) => encoded[i] ?? []);
    const length = group[0]?.length ?? 0;
    const wanted = maxNewTokens ?? defaultNewTokens(task, length, blockSize);
    checkFits(length, wanted, blockSize);
    return { indices, prompts: group, maxNewTokens: wanted };
  });
}

function groupByLength(prompts: readonly (readonly number[])[]): number[][] {
  const groups = new Map<number, number[]>();
  prompts.forEach(({ length }, i) =>
    groups.set(length, [...(groups.get(length) ?? []), i]),
  );
  return [...groups.values()];
}

/** The answer's length and one for its end where the prompt is as long as one of the task's; otherwise what fits. */
function defaultNewTokens(
  task: Task,
  promptLength: number,
  blockSize: number,
): number {
  const room = Math.max(1, blockSize - promptLength + 1);
  for (let length = 1; task.promptLength(length) <= promptLength; length += 1)
    if (task.promptLength(length) === promptLength)
      return Math.min(room, task.answerLength(length) + 1);
  return room;
}

function checkFits(
  promptLength: number,
  newTokens: number,
  blockSize: number,
): void {
  if (promptLength + newTokens - 1 <= blockSize) return;
  throw new UsageError(
    `A prompt of ${promptLength} characters with ${newTokens} new ones does not fit into the model's ${blockSize} positions; shorten the prompt or lower --max-new-tokens.`,
  );
}

function cutAnswer(
  { alphabet }: Task,
  prompt: string,
  tokens: readonly number[],
  actSteps: number | undefined,
): Answer {
  const end = tokens.indexOf(alphabet.endToken);
  const kept = end < 0 ? tokens : tokens.slice(0, end);
  const answer = alphabet.decode(kept);
  return { prompt, answer, ended: end >= 0, actSteps };
}
