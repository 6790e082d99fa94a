/** @file Checks a decode request, once, for every decoder. */
import type { DecodeRequest } from "./decoder";
import { InvalidDecodeRequestError, SequenceTooLongError } from "./errors";

/** A request with every default filled in. */
export interface CheckedRequest extends Required<DecodeRequest> {
  /** Tokens of the longest prompt. */
  readonly longestPrompt: number;
}

/** What the request must fit. */
export interface ModelLimits {
  /** Tokens are 0 to vocabSize - 1. */
  readonly vocabSize: number;
  /** Positions that the model has. */
  readonly blockSize: number;
}

/** Tokens of the longest prompt, of any number of prompts. */
export const longestOf = (prompts: DecodeRequest["prompts"]): number =>
  prompts.reduce((longest, { length }) => Math.max(longest, length), 0);

/**
 * The highest temperature: its noise drowns any logits, so that higher ones draw the same uniform tokens, until float32
 * overflows.
 */
const HIGHEST_TEMPERATURE = 1000;

const requireThat = (
  holds: boolean,
  what: string,
  expected: string,
  received: unknown,
  fix: string,
): void => {
  if (holds) return;
  throw new InvalidDecodeRequestError(what, expected, String(received), fix);
};

const checkPrompt = (
  prompt: readonly number[],
  b: number,
  vocabSize: number,
): void => {
  requireThat(
    prompt.length >= 1,
    `Prompt ${b}`,
    "1 token or more",
    "empty",
    "a model continues what it has read",
  );
  const unknown = prompt.find(
    (token) => !(Number.isInteger(token) && token >= 0 && token < vocabSize),
  );
  requireThat(
    unknown === undefined,
    `Every token of prompt ${b}`,
    `an integer from 0 to ${vocabSize - 1}`,
    unknown,
    "encode it with the alphabet of the model's task",
  );
};

type Numbers = Pick<
  CheckedRequest,
  "maxNewTokens" | "temperature" | "seed" | "index"
>;

const checkNumbers = ({
  maxNewTokens,
  temperature,
  ...integers
}: Numbers): void => {
  requireThat(
    Number.isSafeInteger(maxNewTokens) && maxNewTokens >= 1,
    "maxNewTokens",
    "an integer of 1 or more",
    maxNewTokens,
    "ask for at least one token",
  );
  requireThat(
    temperature >= 0 && temperature <= HIGHEST_TEMPERATURE,
    "The temperature",
    `a number from 0 to ${HIGHEST_TEMPERATURE}`,
    temperature,
    "use 0 for the likeliest token and 1 for the model's own distribution",
  );
  for (const [name, value] of Object.entries(integers))
    requireThat(
      Number.isSafeInteger(value),
      `The ${name}`,
      "a safe integer",
      value,
      "leave it out for 0",
    );
};

/**
 * Checks a request against a model and fills in the defaults.
 *
 * The last new token is never fed, so the longest prompt needs its length + maxNewTokens - 1 positions.
 *
 * @throws {InvalidDecodeRequestError | SequenceTooLongError}
 */
export const checkRequest = (
  request: DecodeRequest,
  { vocabSize, blockSize }: ModelLimits,
): CheckedRequest => {
  const { prompts, maxNewTokens } = request;
  const { temperature = 0, seed = 0, index = 0 } = request;
  requireThat(
    prompts.length >= 1,
    "A decode request",
    "1 prompt or more",
    "0 prompts",
    "ask for something",
  );
  prompts.forEach((prompt, b) => checkPrompt(prompt, b, vocabSize));
  const numbers = { maxNewTokens, temperature, seed, index };
  checkNumbers(numbers);
  const longestPrompt = longestOf(prompts);
  if (longestPrompt + maxNewTokens - 1 > blockSize)
    throw new SequenceTooLongError(longestPrompt, maxNewTokens, blockSize);
  return { prompts, ...numbers, longestPrompt };
};
