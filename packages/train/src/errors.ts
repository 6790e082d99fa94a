/** @file The errors a user of training can cause; each message is one sentence. */

/** A run folder that is missing, already used, or not a run. */
export class RunFolderError extends Error {
  override readonly name = "RunFolderError";
}

/** A checkpoint that is absent, truncated, or belongs to another model. */
export class CheckpointError extends Error {
  override readonly name = "CheckpointError";
}

/** Weights to start from that are of another model. */
export class InitialWeightsError extends Error {
  override readonly name = "InitialWeightsError";
}

/** A folder that is no case in the golden format. */
export class GoldenCaseError extends Error {
  override readonly name = "GoldenCaseError";
}

/** The loss or the gradient of a step is NaN or infinite; the step's update was not applied. */
export class NonFiniteLossError extends Error {
  override readonly name = "NonFiniteLossError";

  /**
   * @param step the step that failed, counted from 1
   * @param measured loss in nats and gradient norm as they were computed
   * @param checkpointStep the step of the checkpoint that was kept
   */
  constructor(
    readonly step: number,
    readonly measured: { readonly loss: number; readonly gradientNorm: number },
    readonly checkpointStep: number,
  ) {
    super(
      `Step ${step} gave loss ${measured.loss} and gradient norm ${measured.gradientNorm} where finite numbers were expected, ` +
        `so the run stopped with the checkpoint of step ${checkpointStep}; try a lower learning rate.`,
    );
  }
}
