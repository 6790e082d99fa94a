/** @file The public names of @trm/tasks. */
export { createAlphabet, DIGIT_ALPHABET } from "./alphabet";
export type { Alphabet } from "./alphabet";
export { addition, longestCarryChain, reversedAddition } from "./addition";
export { batch, encodeBatch, IGNORE_INDEX, sequenceLength } from "./batch";
export type { Batch, BatchAddress } from "./batch";
export {
  BlockTooShortError,
  EmptySplitError,
  InvalidAlphabetError,
  InvalidIntegerError,
  InvalidLengthError,
  InvalidPromptError,
  InvalidSplitError,
  TaskContractError,
  UnknownCharacterError,
  UnknownTaskError,
  UnknownTokenError,
} from "./errors";
export { example } from "./example";
export type { Example, ExampleAddress } from "./example";
export type { Random } from "./random";
export { getTask, TASKS } from "./registry";
export { splitOf } from "./split";
export type { Split } from "./split";
export type { Task } from "./task";
export { copy, reverse } from "./transcription";
