/** @file What decodes: the one interface that evaluation and metrics see. */

/** Prompts to continue. */
export interface DecodeRequest {
  /** Tokens of each prompt, 1 or more; lengths may differ. */
  readonly prompts: readonly (readonly number[])[];
  /** New tokens per prompt; exactly so many are generated, an end token stops nothing. */
  readonly maxNewTokens: number;
  /** Softmax temperature; 0 or absent chooses the likeliest token. */
  readonly temperature?: number;
  /** Seed of the sampling, a safe integer; default 0. */
  readonly seed?: number;
  /** Number of the first prompt among all prompts, so that batches can be cut anywhere; default 0. */
  readonly index?: number;
}

/** Continued prompts. */
export interface DecodeResult {
  /** New tokens of each prompt, in the prompts' order. */
  readonly tokens: number[][];
  /**
   * Mean recurrence steps used before halting, over prompts; absent for a model without halting.
   * ACT: mean over the positions that were fed (prompt and all new tokens but the last); q-halt: of the sequence.
   */
  readonly actSteps?: number;
}

/**
 * Continues prompts. A prompt's new tokens are a pure function of
 * (model, prompt, maxNewTokens, temperature, seed, its index): never of the other prompts in the batch.
 */
export interface Decoder {
  /**
   * @throws {InvalidDecodeRequestError} for an empty prompt, unknown tokens, a negative temperature
   * @throws {SequenceTooLongError} when prompt and new tokens do not fit, before any work
   */
  decode(request: DecodeRequest): Promise<DecodeResult>;
  /** Frees what the decoder holds; the decoder is of no use afterwards. */
  release(): Promise<void>;
}

/** A decoder whose parameters can be exchanged without compiling anew, as during training. */
export interface ModelDecoder extends Decoder {
  /**
   * Decodes with these parameters from the next request on; they are not copied.
   *
   * @throws {ParameterCountError | NonFiniteParameterError} when they are not the model's
   */
  setParams(params: Float32Array): void;
}
