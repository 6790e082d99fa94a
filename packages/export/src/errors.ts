/** @file The errors that a user of model folders can cause; each message is one sentence. */

/** A folder that is no whole, consistent model folder, or that cannot be written. */
export class ModelFolderError extends Error {
  override readonly name = "ModelFolderError";
}

/** Where an ONNX model and the TF.js function first disagree. */
export interface Disagreement {
  /** The first call, which reads the prompts, or one of those that follow with one token each. */
  readonly stage: "prefill" | "step";
  /** Row of the batch, from 0. */
  readonly sequence: number;
  /** Position of the token in its sequence, padding not counted, from 0. */
  readonly position: number;
  /** The logit of this token differs most. */
  readonly token: number;
  /** What the TF.js function gives. */
  readonly expected: number;
  /** What the ONNX model gives. */
  readonly received: number;
}

/** An exported model does not compute what the model computes. */
export class ParityError extends Error {
  override readonly name = "ParityError";

  /**
   * @param message one sentence
   * @param where the first position out of tolerance; absent where the weights themselves are others
   */
  constructor(
    message: string,
    readonly where?: Disagreement,
  ) {
    super(message);
  }
}
