/** @file The errors a user of this package can cause; each message is one sentence. */

/** A model configuration, or a number asked of the compute budget, that makes no model. */
export class ConfigError extends Error {
  override readonly name: string = "ConfigError";
  /** the keys whose values the message is about: names of a model's fields, or dotted paths of a larger configuration */
  readonly keys: readonly string[];

  /**
   * @param message one sentence
   * @param options the keys, none if absent, and the cause
   */
  constructor(
    message: string,
    { keys = [], ...options }: ErrorOptions & { keys?: readonly string[] } = {},
  ) {
    super(message, options);
    this.keys = keys;
  }
}

/** An architecture name that is neither an id of the table nor a reference id. */
export class UnknownArchitectureError extends ConfigError {
  override readonly name = "UnknownArchitectureError";
}

/** Tokens whose shape does not fit the model. */
export class ShapeError extends Error {
  override readonly name = "ShapeError";
}

/** Weights under reference names that are missing, surplus or misshapen. */
export class ReferenceStateError extends Error {
  override readonly name = "ReferenceStateError";
}

/** Bytes that are not the safetensors file they claim to be. */
export class SafetensorsError extends Error {
  override readonly name = "SafetensorsError";
}
