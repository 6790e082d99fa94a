/** @file The errors a user of this package can cause; each message is one sentence. */

/** A model configuration, or a number asked of the compute budget, that makes no model. */
export class ConfigError extends Error {
  override readonly name: string = "ConfigError";
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
