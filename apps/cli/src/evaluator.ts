/** @file Evaluation during training: greedy, on the evaluation split, with one decoder for the whole run. */
import type { Evaluation, ModelDecoder } from "@trm/eval";
import type { EvaluatedModel, TrainConfig } from "@trm/train";

/** Most examples decoded at once; between two batches an evaluation can be broken off. */
const BATCH_SIZE = 64;

/** Evaluates a model again and again as it is trained; nothing is compiled twice. */
export class Evaluator {
  #decoder: ModelDecoder | undefined;
  #latest: Evaluation | undefined;
  #config: TrainConfig | undefined;

  /** Names the run, whose task, length, seed and number of examples are asked. */
  start(config: TrainConfig): void {
    this.#config = config;
  }

  /** The newest evaluation in full. */
  get latest(): Evaluation | undefined {
    return this.#latest;
  }

  /**
   * Evaluates the model as it is now.
   * @param signal breaks it off
   * @returns its metrics by name, for the run's log
   * @throws the signal's reason
   */
  async evaluate(
    model: EvaluatedModel,
    signal?: AbortSignal,
  ): Promise<Record<string, number>> {
    const config = this.#config;
    if (config === undefined) throw new Error("the evaluator has not started");
    const { createDecoder, evaluate } = await import("@trm/eval");
    const { getTask } = await import("@trm/tasks");
    // Weights are inputs of the decoder's graph, so one session serves the whole run.
    if (this.#decoder === undefined) this.#decoder = await createDecoder(model);
    else this.#decoder.setParams(model.params);
    const evaluation = await evaluate({
      task: getTask(config.task),
      decoder: this.#decoder,
      length: config.length,
      count: config.evaluation.count,
      seed: config.training.seed,
      batchSize: BATCH_SIZE,
      signal,
    });
    this.#latest = evaluation;
    const { metrics, meanActSteps } = evaluation;
    return meanActSteps === undefined
      ? { ...metrics }
      : { ...metrics, meanActSteps };
  }

  /** Frees the decoder. */
  async release(): Promise<void> {
    await this.#decoder?.release();
    this.#decoder = undefined;
  }
}
