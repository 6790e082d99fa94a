/** @file `trm generate`: a model's answers to prompts, character by character. */
import type { Command } from "@commander-js/extra-typings";
import type { CompiledFunction, Engine } from "@trm/onnx/runtime";
import type { Alphabet } from "@trm/tasks";
import { checkpointOption, type CheckpointName } from "../checkpoint-flag";
import { withEngineOptions } from "../device-flags";
import { UsageError } from "../errors";
import { countFlag, MOST, numberFlag, seedFlag } from "../flags";
import { openPrompts } from "../generate/prompts";
import {
  formatTrace,
  TRACE_LEGEND,
  traceData,
  type TracedText,
} from "../generate/trace-view";
import { type EngineFlags, openEngine } from "../open-engine";
import { openModel, type OpenModel } from "../open-model";
import type { Output } from "../output";

interface GenerateOptions extends EngineFlags {
  readonly checkpoint?: CheckpointName;
  readonly maxNewTokens?: number;
  readonly temperature: number;
  readonly seed: number;
  readonly trace?: true;
  readonly json?: true;
}

/** What answers. */
interface Session {
  readonly model: OpenModel;
  readonly engine: Engine;
  /** The exported model. */
  readonly step: CompiledFunction;
  readonly options: GenerateOptions;
}

/** A prompt that the model can read, with room for its answer. */
interface Question {
  readonly prompt: string;
  readonly tokens: readonly number[];
  readonly maxNewTokens: number;
}

/** Adds `trm generate`. */
export function registerGenerate(program: Command, output: Output): void {
  withEngineOptions(generateCommand(program))
    .addOption(checkpointOption())
    .action((path, args, options) => generate(path, args, options, output));
}

function generateCommand(program: Command) {
  return program
    .command("generate")
    .description("answer prompts, one line each")
    .argument("<run>", "folder of a run or of an exported model")
    .argument("<prompt...>", "prompts such as 0123456789|, or - for stdin")
    .option(
      "--max-new-tokens <n>",
      "most characters of an answer (as many as the task's answer and its end)",
      countFlag("--max-new-tokens"),
    )
    .option(
      "--temperature <x>",
      "softmax temperature; 0 takes the likeliest character",
      numberFlag("--temperature", { min: 0, max: MOST.temperature }),
      0,
    )
    .option("--seed <n>", "seed of the sampling", seedFlag("--seed"), 0)
    .option(
      "--trace",
      "print what every block pass would answer, and where it halts",
    )
    .option("--json", "print a JSON object per line: prompt and answer");
}

async function generate(
  path: string,
  args: readonly string[],
  options: GenerateOptions,
  output: Output,
): Promise<void> {
  const prompts = await openPrompts(args, output.io);
  const model = await openModel(path, {
    checkpoint: options.checkpoint,
    warn: (words) => output.words(words),
  });
  if (options.trace && !options.json) output.words(TRACE_LEGEND);
  // What is known is checked before the first answer.
  if (args[0] !== "-")
    for (const prompt of args) await readQuestion(prompt, model, options);
  // Only sessions open the exported file.
  const engine = await openEngine(
    model,
    { ...options, engine: "onnxruntime" },
    output,
  );
  try {
    const step = await engine.load(await model.artefact());
    try {
      const session = { model, engine, step, options };
      let index = 0;
      for await (const prompt of prompts) {
        const question = await readQuestion(prompt, model, options);
        await answer(question, index, session, output);
        index += 1;
        if (output.io.unread?.aborted) break;
      }
    } finally {
      await step.release();
    }
  } finally {
    await engine.release();
  }
}

/** @throws {UnknownCharacterError | UsageError} for a prompt that the model cannot read, or whose answer does not fit */
async function readQuestion(
  prompt: string,
  { alphabet, task, config: { blockSize } }: OpenModel,
  { maxNewTokens }: GenerateOptions,
): Promise<Question> {
  const tokens = encodePrompt(alphabet, prompt);
  const wanted =
    maxNewTokens ??
    (await defaultNewTokens(task.name, tokens.length, blockSize));
  const needed = tokens.length + wanted - 1;
  if (needed > blockSize)
    throw new UsageError(
      `A prompt of ${tokens.length} characters and an answer of ${wanted} need ${needed} positions, but the model has ${blockSize}; shorten the prompt${wanted > 1 ? " or lower --max-new-tokens" : ""}.`,
    );
  return { prompt, tokens, maxNewTokens: wanted };
}

/** @throws {UsageError} naming the prompt, of which there may be many, beside its first unknown character */
function encodePrompt(alphabet: Alphabet, prompt: string): number[] {
  try {
    return alphabet.encode(prompt);
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause;
    const shown = prompt.length > 40 ? `${prompt.slice(0, 40)}…` : prompt;
    throw new UsageError(
      `The prompt ${JSON.stringify(shown)} cannot be read: ${cause.message}`,
      { cause },
    );
  }
}

/** The answer's length and one for its end where the prompt is as long as one of the task's; otherwise what fits. */
async function defaultNewTokens(
  taskName: string,
  promptLength: number,
  blockSize: number,
): Promise<number> {
  const { TASKS } = await import("@trm/tasks");
  const room = Math.max(1, blockSize - promptLength + 1);
  const task = TASKS[taskName];
  if (task === undefined) return room;
  for (let length = 1; task.promptLength(length) <= promptLength; length += 1)
    if (task.promptLength(length) === promptLength)
      return Math.min(room, task.answerLength(length) + 1);
  return room;
}

/** Streams one answer, or writes it whole as JSON. */
async function answer(
  question: Question,
  index: number,
  session: Session,
  output: Output,
): Promise<void> {
  const { json, trace } = session.options;
  const { alphabet } = session.model;
  const tokens: number[] = [];
  for await (const token of stream(question, index, session)) {
    tokens.push(token);
    if (token === alphabet.endToken) break;
    if (!json) output.data(alphabet.decode([token]));
  }
  const answer = alphabet.decode(tokens.filter((t) => t !== alphabet.endToken));
  // The last token was chosen, but never read.
  const read = [...question.tokens, ...tokens.slice(0, -1)];
  const traced = trace && (await traceText(read, session));
  if (json)
    output.jsonLine({
      prompt: question.prompt,
      answer,
      trace: traced && traceData(traced),
    });
  else output.data(traced ? `\n${formatTrace(traced)}` : "\n");
}

async function* stream(
  { tokens: prompt, maxNewTokens }: Question,
  index: number,
  { model, step, options: { temperature, seed } }: Session,
): AsyncGenerator<number, void, undefined> {
  const { streamAnswer } = await import("@trm/eval");
  const { config } = model;
  const sampling = { temperature, seed, index };
  yield* streamAnswer({
    ...{ model: step, config, prompt, maxNewTokens },
    ...sampling,
  });
}

async function traceText(
  tokens: readonly number[],
  { model: { config, params, alphabet }, engine }: Session,
): Promise<TracedText> {
  const { traceRecursion } = await import("@trm/eval");
  const trace = await traceRecursion({ engine, config, params, tokens });
  const character = (token: number): string => alphabet.decode([token]);
  return { config, read: tokens.map(character), trace, character };
}
