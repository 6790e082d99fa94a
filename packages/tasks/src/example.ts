/** @file One example as a pure function of its address. */
import { checkInteger, checkLength } from "./check";
import { EmptySplitError, TaskContractError } from "./errors";
import { createRandom } from "./random";
import { checkSplit, splitOf } from "./split";
import type { Split } from "./split";
import type { Task } from "./task";
import { foldInteger, foldText } from "./threefry";
import type { Words } from "./threefry";

/** A prompt with its answer. */
export interface Example {
  readonly prompt: string;
  readonly answer: string;
  /** prompt + answer, without the newline that ends it. */
  readonly text: string;
}

/** Where an example stands: the address fixes its text for ever. */
export interface ExampleAddress {
  /** Task length L, for the built-in tasks digits per number; 1 or more. */
  readonly length: number;
  /** Which of many independent data sets; 0 or more. */
  readonly seed: number;
  readonly split: Split;
  /** Number of the example in the data set; 0 or more. */
  readonly index: number;
}

/** Root of all example streams; the first word keeps them apart from the partition's hash. */
const EXAMPLE_KEY: Words = [0x65786d70, 0];

/** Enough that a task with one prompt in 500 on the wanted side fails with a probability of 2e-9. */
const MAX_DRAWS = 10_000;

const streamKey = (task: Task, at: ExampleAddress): Words =>
  [at.length, at.seed, at.split === "train" ? 0 : 1, at.index].reduce(
    foldInteger,
    foldText(EXAMPLE_KEY, task.name),
  );

function samplePromptOf(task: Task, at: ExampleAddress): string {
  const random = createRandom(streamKey(task, at));
  for (let draw = 0; draw < MAX_DRAWS; draw += 1) {
    const prompt = task.samplePrompt(at.length, random);
    if (splitOf(prompt) === at.split) return prompt;
  }
  throw new EmptySplitError(task.name, at.length, at.split, MAX_DRAWS);
}

function checkCharacters(
  task: Task,
  part: "prompt" | "answer",
  text: string,
  promised: number,
): void {
  const characters = [...text].length;
  if (characters !== promised || characters < 1)
    throw new TaskContractError(
      task.name,
      `the ${part} ${JSON.stringify(text)} has ${characters} characters, ${part}Length promises ${promised}`,
      `return the number of characters of the ${part}, 1 or more, from ${part}Length`,
    );
}

/**
 * The example at an address, a pure function: the same text on every machine, in any order, with no state.
 * Prompts are drawn from the stream of (task name, length, seed, split, index) until one belongs to the split.
 *
 * @throws {InvalidLengthError | InvalidIntegerError | InvalidSplitError} when the address is not one
 * @throws {EmptySplitError} when the task has no prompt of this length in this split
 * @throws {TaskContractError} when the text is not as long as the task says
 */
export function example(task: Task, at: ExampleAddress): Example {
  checkLength(at.length);
  checkInteger("The seed", at.seed, 0);
  checkInteger("The index of an example", at.index, 0);
  checkSplit(at.split);
  const prompt = samplePromptOf(task, at);
  const answer = task.answer(prompt);
  checkCharacters(task, "prompt", prompt, task.promptLength(at.length));
  checkCharacters(task, "answer", answer, task.answerLength(at.length));
  return { prompt, answer, text: prompt + answer };
}
