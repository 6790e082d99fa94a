/** @file Checks a decode request, once, for every decoder. */
import type { DecodeRequest } from "./decoder";
import { InvalidDecodeRequestError, SequenceTooLongError } from "./errors";

/** A request with every default filled in. */
export interface CheckedRequest extends Required<DecodeRequest> {
  /** Tokens per prompt. */
  readonly promptLength: number;
}

/** What the request must fit. */
export interface ModelLimits {
  /** Tokens are 0 to vocabSize - 1. */
  readonly vocabSize: number;
  /** Positions that the model has. */
  readonly blockSize: number;
}

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

const checkPrompts = (
  prompts: DecodeRequest["prompts"],
  vocabSize: number,
): number => {
  const length = prompts[0]?.length ?? 0;
  requireThat(
    length >= 1,
    "A decode request",
    "1 prompt of 1 token or more",
    `${prompts.length} prompts of ${length} tokens`,
    "a model continues what it has read",
  );
  prompts.forEach((prompt, b) => {
    requireThat(
      prompt.length === length,
      `Prompt ${b}`,
      `${length} tokens long as prompt 0`,
      prompt.length,
      "decode prompts of another length in another request",
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
  });
  return length;
};

/**
 * Checks a request against a model and fills in the defaults.
 *
 * The last new token is never fed, so promptLength + maxNewTokens - 1 positions are needed.
 *
 * @throws {InvalidDecodeRequestError | SequenceTooLongError}
 */
export const checkRequest = (
  request: DecodeRequest,
  { vocabSize, blockSize }: ModelLimits,
): CheckedRequest => {
  const { prompts, maxNewTokens } = request;
  const { temperature = 0, seed = 0, index = 0 } = request;
  const promptLength = checkPrompts(prompts, vocabSize);
  requireThat(
    Number.isSafeInteger(maxNewTokens) && maxNewTokens >= 1,
    "maxNewTokens",
    "an integer of 1 or more",
    maxNewTokens,
    "ask for at least one token",
  );
  requireThat(
    Number.isFinite(temperature) && temperature >= 0,
    "The temperature",
    "a number of 0 or more",
    temperature,
    "use 0 for the likeliest token and 1 for the model's own distribution",
  );
  for (const [name, value] of Object.entries({ seed, index }))
    requireThat(
      Number.isSafeInteger(value),
      `The ${name}`,
      "a safe integer",
      value,
      "leave it out for 0",
    );
  if (promptLength + maxNewTokens - 1 > blockSize)
    throw new SequenceTooLongError(promptLength, maxNewTokens, blockSize);
  return { prompts, maxNewTokens, temperature, seed, index, promptLength };
};
