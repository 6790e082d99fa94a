/** @file The mistakes a caller of this package can make, one class each. */

/** A decode request contradicts itself or the model. */
export class InvalidDecodeRequestError extends Error {
  override readonly name = "InvalidDecodeRequestError";
  constructor(what: string, expected: string, received: string, fix: string) {
    super(`${what} must be ${expected}, but is ${received}: ${fix}.`);
  }
}

/** A prompt with its answer has more tokens than the model has positions. */
export class SequenceTooLongError extends Error {
  override readonly name = "SequenceTooLongError";
  constructor(promptLength: number, newTokens: number, blockSize: number) {
    super(
      `A prompt of ${promptLength} tokens with ${newTokens} new tokens needs ${promptLength + newTokens - 1} positions, but the model has ${blockSize}: use shorter prompts or fewer new tokens, or train a model with a larger block size.`,
    );
  }
}

/** A model gave logits from which no token can be chosen. */
export class InvalidLogitsError extends Error {
  override readonly name = "InvalidLogitsError";
  constructor(received: string) {
    super(
      `The model's logits must be numbers, but ${received}: its parameters are damaged or its training diverged; use an earlier checkpoint.`,
    );
  }
}

/** An evaluation cannot be carried out as asked, or a decoder answered something else. */
export class EvaluationError extends Error {
  override readonly name = "EvaluationError";
}

/** The parameters do not belong to the model's configuration. */
export class ParameterCountError extends Error {
  override readonly name = "ParameterCountError";
  constructor(expected: number, received: number) {
    super(
      `The parameters must be ${expected} numbers, as the configuration says, but are ${received}: use the configuration that they were trained with.`,
    );
  }
}

/** A parameter is NaN or infinite. */
export class NonFiniteParameterError extends Error {
  override readonly name = "NonFiniteParameterError";
  constructor(parameter: string, value: number) {
    super(
      `The parameters must be finite numbers, but one of ${parameter} is ${value}: they are damaged or their training diverged; use an earlier checkpoint.`,
    );
  }
}

/** A probe got a batch of another shape than it was made for. */
export class ProbeError extends Error {
  override readonly name = "ProbeError";
}
