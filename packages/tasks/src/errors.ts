/** @file The mistakes a caller of this package can make, one class each. */

/** As long as a sentence can bear. */
const quote = (text: string): string =>
  JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text);

/** A number that must be an integer from a range is not; `length`, `seed`, `index` and sizes are checked with it. */
export class InvalidIntegerError extends Error {
  override readonly name: string = "InvalidIntegerError";
  constructor(what: string, expected: string, received: unknown) {
    super(`${what} must be ${expected}, but is ${String(received)}.`);
  }
}

/** A task length is not a positive safe integer. */
export class InvalidLengthError extends InvalidIntegerError {
  override readonly name = "InvalidLengthError";
  constructor(received: unknown) {
    super("The task length", "a positive safe integer", received);
  }
}

/** A split is neither `train` nor `eval`. */
export class InvalidSplitError extends Error {
  override readonly name = "InvalidSplitError";
  constructor(received: unknown) {
    super(`The split must be "train" or "eval", but is ${String(received)}.`);
  }
}

/** The characters given to `createAlphabet` are not an alphabet. */
export class InvalidAlphabetError extends Error {
  override readonly name = "InvalidAlphabetError";
  constructor(characters: string, problem: string) {
    super(`${quote(characters)} is not an alphabet: ${problem}.`);
  }
}

/** A text holds a character that its alphabet does not have. */
export class UnknownCharacterError extends Error {
  override readonly name = "UnknownCharacterError";
  constructor(character: string, position: number, alphabet: string) {
    super(
      `Character ${quote(character)} at position ${position} is not in the alphabet ${quote(alphabet)}: write the text with these characters only, or use the alphabet of the task that it belongs to.`,
    );
  }
}

/** A token is not an index into its alphabet. */
export class UnknownTokenError extends Error {
  override readonly name = "UnknownTokenError";
  constructor(token: number, position: number, alphabet: string, size: number) {
    super(
      `Token ${token} at position ${position} is out of range: the alphabet ${quote(alphabet)} has the tokens 0 to ${size - 1}; remove padding and ignored targets before decoding.`,
    );
  }
}

/** No task of the registry has this name. */
export class UnknownTaskError extends Error {
  override readonly name = "UnknownTaskError";
  constructor(name: string, known: string[]) {
    super(`Unknown task ${quote(name)}; the tasks are ${known.join(", ")}.`);
  }
}

/** A text is not a prompt of the task that was asked for its answer. */
export class InvalidPromptError extends Error {
  override readonly name = "InvalidPromptError";
  constructor(task: string, prompt: string, expected: string) {
    super(
      `${quote(prompt)} is not a prompt of the task ${quote(task)}: expected ${expected}.`,
    );
  }
}

/** A task broke its own promise about the number of characters of its prompts or answers. */
export class TaskContractError extends Error {
  override readonly name = "TaskContractError";
  constructor(task: string, problem: string, fix: string) {
    super(`The task ${quote(task)} contradicts itself: ${problem}; ${fix}.`);
  }
}

/** A task has (almost) no prompt of this length on one side of the partition into training and evaluation. */
export class EmptySplitError extends Error {
  override readonly name = "EmptySplitError";
  constructor(task: string, length: number, split: string, draws: number) {
    super(
      `The task ${quote(task)} has no prompt of length ${length} in the ${split} split: ${draws} draws gave none; use a greater length, or let samplePrompt draw from more prompts.`,
    );
  }
}

/** A sequence has more tokens than the block it must be padded to. */
export class BlockTooShortError extends Error {
  override readonly name = "BlockTooShortError";
  constructor(task: string, sequenceLength: number, blockSize: number) {
    super(
      `A sequence of the task ${quote(task)} with ${sequenceLength} tokens does not fit into a block of ${blockSize}: use a smaller length or a block size of ${sequenceLength} or more.`,
    );
  }
}
