/** @file Copy and reverse: the answer is the prompt's digits in some order. */
import { DIGIT_ALPHABET } from "./alphabet";
import { checkLength } from "./check";
import { sampleDigits } from "./digits";
import { InvalidPromptError } from "./errors";
import type { Task } from "./task";

const PROMPT = /^([0-9]+)\|$/;

/** A task over digits x with the prompt `x|` and the answer transcribe(x), both of `length` digits. */
function transcriptionTask(
  name: string,
  description: string,
  transcribe: (digits: string) => string,
): Task {
  return Object.freeze<Task>({
    name,
    description,
    alphabet: DIGIT_ALPHABET,
    promptLength: (length) => checkLength(length) + 1,
    answerLength: (length) => checkLength(length),
    samplePrompt: (length, random) => `${sampleDigits(length, random)}|`,
    answer(prompt) {
      const digits = PROMPT.exec(prompt)?.[1];
      if (digits === undefined)
        throw new InvalidPromptError(
          name,
          prompt,
          'digits and "|", as in 123|',
        );
      return transcribe(digits);
    },
  });
}

/** The task `x|x`: repeat L digits. @see paper, tasks */
export const copy: Task = transcriptionTask(
  "copy",
  "repeat the digits: 123|123",
  (digits) => digits,
);

/** The task `x|rev(x)`: write L digits backwards. @see paper, tasks */
export const reverse: Task = transcriptionTask(
  "reverse",
  "write the digits backwards: 123|321",
  (digits) => [...digits].reverse().join(""),
);
