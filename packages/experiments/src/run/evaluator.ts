/** @file Evaluation during training: greedy, on the evaluation split, compiled once for the whole run. */
import {
  createDecoder,
  createProbe,
  evaluate,
  type Evaluation,
  type ModelDecoder,
  type ModelProbe,
} from "@trm/eval";
import { batch, type Batch, getTask } from "@trm/tasks";
import type { EvaluatedModel, EvaluationValues, TrainConfig } from "@trm/train";

/** Most examples decoded at once; between two batches an evaluation can be broken off. */
const BATCH_SIZE = 64;

/** Examples of a probe: its norms are means over all their positions. */
const PROBE_EXAMPLES = 16;

/** What is found beside the answers. */
export interface EvaluatorOptions {
  /** Also norms of the states and of their gradients after every block application, see `Probe`; default false. */
  readonly probe?: boolean;
}

/** What to ask of a model; what is absent is the run's. */
export interface EvaluationRequest {
  /** Task length. */
  readonly length?: number;
  /** Number of examples. */
  readonly count?: number;
  /** Breaks it off. */
  readonly signal?: AbortSignal;
}

/** The numbers and lists of an evaluation by name, for a run's log. */
const valuesOf = ({
  metrics,
  meanActSteps,
  perPosition,
  perDifficulty,
}: Evaluation): EvaluationValues => ({
  ...metrics,
  ...(meanActSteps !== undefined && { meanActSteps }),
  positionAcc: perPosition.map(({ accuracy }) => accuracy),
  ...(perDifficulty && {
    difficulties: perDifficulty.groups.map(({ difficulty }) => difficulty),
    difficultyAcc: perDifficulty.groups.map(({ seqAcc }) => seqAcc),
  }),
});

/** Evaluates a model again and again as it is trained; nothing is compiled twice. */
export class Evaluator {
  readonly #options: EvaluatorOptions;
  #decoder: ModelDecoder | undefined;
  #probe: { readonly model: ModelProbe; readonly batch: Batch } | undefined;
  #latest: Evaluation | undefined;
  #config: TrainConfig | undefined;

  constructor(options: EvaluatorOptions = {}) {
    this.#options = options;
  }

  /** Names the run, whose task, length, seed and number of examples are asked. */
  start(config: TrainConfig): void {
    this.#config = config;
  }

  /** The newest evaluation of {@link evaluate} in full. */
  get latest(): Evaluation | undefined {
    return this.#latest;
  }

  /**
   * Evaluates the model as it is now.
   *
   * @param signal breaks it off
   * @returns for the run's log: the metrics, meanActSteps with halting; positionAcc, the accuracy of every position of
   * the answer; where the task has difficulties, those that occur and the fraction of whole answers that are right at
   * each, difficultyAcc; with a probe embeddingNorm, inputNorms, outputNorms, updateNorms and gradientNorms of 16 fixed
   * examples
   * @throws the signal's reason
   */
  async evaluate(
    model: EvaluatedModel,
    signal?: AbortSignal,
  ): Promise<EvaluationValues> {
    this.#latest = await this.ask(model, { signal });
    const values = valuesOf(this.#latest);
    if (!this.#options.probe) return values;
    signal?.throwIfAborted();
    return { ...values, ...(await this.#norms(model)) };
  }

  /**
   * Evaluates the model on other lengths, or more examples, than the run asks.
   *
   * @throws the signal's reason; what `evaluate` of `@trm/eval` throws
   */
  async ask(
    model: EvaluatedModel,
    { length, count, signal }: EvaluationRequest,
  ): Promise<Evaluation> {
    const config = this.#run;
    // Weights are inputs of the decoder's graph, so one session serves the whole run.
    if (this.#decoder === undefined) this.#decoder = await createDecoder(model);
    else this.#decoder.setParams(model.params);
    return evaluate({
      task: getTask(config.task),
      decoder: this.#decoder,
      length: length ?? config.length,
      count: count ?? config.evaluation.count,
      seed: config.training.seed,
      batchSize: BATCH_SIZE,
      signal,
    });
  }

  /** Frees the decoder and the probe. */
  async release(): Promise<void> {
    await this.#decoder?.release();
    await this.#probe?.model.release();
    this.#decoder = undefined;
    this.#probe = undefined;
  }

  get #run(): TrainConfig {
    if (this.#config === undefined)
      throw new Error("the evaluator has not started");
    return this.#config;
  }

  async #norms({ engine, config, params }: EvaluatedModel) {
    this.#probe ??= await this.#makeProbe({ engine, config });
    const { model, batch } = this.#probe;
    const found = await model.run(params, batch);
    const { embeddingNorm, inputNorms, outputNorms, updateNorms } = found;
    const { gradientNorms } = found;
    return {
      ...{ embeddingNorm, inputNorms, outputNorms, updateNorms },
      gradientNorms,
    };
  }

  async #makeProbe(model: Pick<EvaluatedModel, "engine" | "config">) {
    const { task, length, training } = this.#run;
    const examples = batch(getTask(task), {
      ...{ length, seed: training.seed, split: "eval", index: 0 },
      batchSize: PROBE_EXAMPLES,
    });
    const { batchSize, sequenceLength } = examples;
    const shape = { batchSize, sequenceLength };
    return {
      model: await createProbe({ ...model, ...shape }),
      batch: examples,
    };
  }
}
