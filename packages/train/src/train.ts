/** @file The training loop. It owns no process: signals, output and evaluation belong to the caller. */
import { blockPasses, gradientPasses, type ModelConfig } from "@trm/models";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { batch, type Batch } from "@trm/tasks";
import { writeCheckpoint } from "./run/checkpoint";
import { NonFiniteLossError } from "./errors";
import type { TrainEvent } from "./events";
import {
  openMetricsLog,
  readMetrics,
  type MetricsLog,
  type StepMetrics,
} from "./log/metrics-log";
import { describeWeights } from "./run/initial-weights";
import { openRun, type OpenRun, type RunRequest } from "./run/open-run";
import { createRunFolder, describeRun, runPaths } from "./run/run-folder";
import type { TrainState } from "./run/train-state";
import {
  createTrainStep,
  type StepResult,
  type TrainStep,
} from "./step/train-step";
import { writeJson } from "./run/whole-files";

/** What an evaluation callback gets. */
export interface EvaluatedModel {
  readonly config: ModelConfig;
  /** flat, in the order of the model's parameter layout; not to be changed */
  readonly params: Float32Array;
  /** the engine that trains */
  readonly engine: Engine;
}

/** A run and who listens to it. */
export interface TrainOptions extends RunRequest {
  /** runs the steps and is left open; absent, the configuration's runtime decides */
  readonly engine?: Engine;
  /** once aborted, the step under way is finished, a checkpoint is written, and the run returns as interrupted */
  readonly signal?: AbortSignal;
  onEvent?(event: TrainEvent): void;
  /** called every `evaluation.everySteps` and after the last step; its numbers are recorded */
  evaluate?(
    model: EvaluatedModel,
    step: number,
  ): Promise<Readonly<Record<string, number>>>;
}

/** How a run ended. */
export interface TrainResult {
  readonly status: "completed" | "interrupted";
  readonly dir: string;
  readonly modelConfig: ModelConfig;
  /** train steps done */
  readonly step: number;
  /** nats, of the last step; absent where no step ran */
  readonly loss?: number;
  /** of the last evaluation in this call */
  readonly evaluation?: Readonly<Record<string, number>>;
  readonly params: Float32Array;
}

/** Every `n` steps, and after the last. */
const isDue = (step: number, n: number, steps: number): boolean =>
  step % n === 0 || step === steps;

/** One call of {@link train}: the run's state and the clock. */
class Training {
  private state: TrainState;
  private checkpointStep: number | undefined;
  private loss: number | undefined;
  private evaluation: Readonly<Record<string, number>> | undefined;
  private readonly stepsBefore: number;
  private readonly secondsBefore: number;
  private readonly startedAt = performance.now();
  private compiledMs = 0;

  constructor(
    private readonly run: OpenRun,
    private readonly options: TrainOptions,
    private readonly engine: Engine,
    private readonly log: MetricsLog,
    secondsBefore: number,
  ) {
    this.state = run.state;
    this.stepsBefore = run.state.step;
    this.checkpointStep = run.checkpointStep;
    this.secondsBefore = secondsBefore;
  }

  private emit(event: TrainEvent): void {
    this.options.onEvent?.(event);
  }

  /** The batch of the step after `step`; a pure function of the configuration. */
  private batchAfter(step: number): Batch {
    const { config, task } = this.run;
    const { seed, batchSize } = config.training;
    const index = step * batchSize;
    return batch(task, {
      length: config.length,
      seed,
      split: "train",
      index,
      batchSize,
    });
  }

  private checkpoint(): void {
    if (this.checkpointStep === this.state.step) return;
    this.log.sync();
    const { checkpoints } = runPaths(this.run.dir);
    const path = writeCheckpoint(checkpoints, this.state, this.run.modelConfig);
    this.checkpointStep = this.state.step;
    this.emit({ type: "checkpoint", step: this.state.step, path });
  }

  private record(result: StepResult, batchTokens: number): void {
    const { steps } = this.run.config.training;
    const seconds = (performance.now() - this.startedAt) / 1000;
    const { step } = result.state;
    const training = seconds - this.compiledMs / 1000;
    const line: StepMetrics = {
      step,
      loss: result.loss,
      learningRate: result.learningRate,
      gradientNorm: result.gradientNorm,
      meanActSteps: result.meanActSteps,
      tokensPerSecond: (batchTokens * 1000) / result.durationMs,
      elapsedSeconds: this.secondsBefore + seconds,
    };
    this.log.append(line);
    const etaSeconds = (training / (step - this.stepsBefore)) * (steps - step);
    this.emit({ type: "step", ...line, steps, etaSeconds });
  }

  private accept(result: StepResult, batchTokens: number): void {
    const { loss, gradientNorm } = result;
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      // The state before the step is good: every earlier gradient was finite.
      this.checkpoint();
      throw new NonFiniteLossError(result.state.step, result, this.state.step);
    }
    this.state = result.state;
    this.loss = loss;
    this.record(result, batchTokens);
  }

  private async evaluate(): Promise<void> {
    const { step, params } = this.state;
    const { everySteps } = this.run.config.evaluation;
    const { steps } = this.run.config.training;
    if (!this.options.evaluate || !isDue(step, everySteps, steps)) return;
    const model = { config: this.run.modelConfig, params, engine: this.engine };
    this.evaluation = await this.options.evaluate(model, step);
    this.log.append({ step, evaluation: this.evaluation });
    this.emit({ type: "evaluation", step, evaluation: this.evaluation });
  }

  private async steps(trainStep: TrainStep): Promise<TrainResult["status"]> {
    const { config } = this.run;
    const { steps } = config.training;
    let next = this.batchAfter(this.state.step);
    while (this.state.step < steps) {
      if (this.options.signal?.aborted) return "interrupted";
      const current = next;
      const running = trainStep.run(this.state, current);
      if (this.state.step + 1 < steps)
        next = this.batchAfter(this.state.step + 1);
      this.accept(await running, current.tokens.length);
      await this.evaluate();
      if (isDue(this.state.step, config.checkpoint.everySteps, steps))
        this.checkpoint();
    }
    return "completed";
  }

  async start(): Promise<TrainResult> {
    const { config, modelConfig, task, dir } = this.run;
    const trainStep = createTrainStep(this.engine, config, task, (compiled) => {
      this.compiledMs += compiled.durationMs;
      this.emit({ type: "compiled", ...compiled });
    });
    this.emit({
      type: "start",
      dir,
      step: this.state.step,
      config,
      modelConfig,
      parameters: this.state.params.length,
      blockPasses: blockPasses(modelConfig),
      gradientPasses: gradientPasses(modelConfig),
      sequenceLength: trainStep.sequenceLength,
      engine: this.engine.description,
    });
    try {
      const status = await this.steps(trainStep);
      this.checkpoint();
      return this.finish(status);
    } finally {
      await trainStep.release();
    }
  }

  private finish(status: TrainResult["status"]): TrainResult {
    const { dir, modelConfig } = this.run;
    const { step, params } = this.state;
    const { loss, evaluation } = this;
    if (status === "completed" && loss !== undefined) {
      const seconds = (performance.now() - this.startedAt) / 1000;
      const elapsedSeconds = this.secondsBefore + seconds;
      const finishedAt = new Date().toISOString();
      const done = { step, loss, evaluation, elapsedSeconds, finishedAt };
      writeJson(runPaths(dir).done, done);
    }
    this.emit({ type: "done", status, step });
    return { status, dir, modelConfig, step, loss, evaluation, params };
  }
}

const secondsOf = (path: string): number =>
  readMetrics(path).reduce(
    (most, line) => ("elapsedSeconds" in line ? line.elapsedSeconds : most),
    0,
  );

/** Creates the folder. Weights that no seed makes are in it from the start, so that resuming needs nothing else. */
function startRun(
  { dir, config, modelConfig, state }: OpenRun,
  { init }: TrainOptions,
  engine: Engine,
): void {
  const record = describeRun(config, modelConfig, engine.description);
  createRunFolder(
    dir,
    init ? { ...record, init: describeWeights(init) } : record,
    (checkpoints) => {
      if (init) writeCheckpoint(checkpoints, state, modelConfig);
    },
  );
}

/**
 * Trains a model and leaves a run folder. The bytes of the checkpoints depend on the configuration alone (threads and
 * seed are part of it): stopping and resuming, evaluation and time do not change them.
 *
 * The signal is looked at between steps. There are no process-global handlers, so that a child process can host this.
 *
 * @param options the run, and who listens to it
 * @returns the last state and how the run ended
 * @throws {ConfigError} for a configuration that makes no run; nothing is written
 * @throws {InitialWeightsError} when the weights to start from are of another model; nothing is written
 * @throws {RunFolderError} when a new run's folder is used or a resumed run's is missing; nothing is written
 * @throws {CheckpointError} when the checkpoint to resume from cannot be read; nothing is written
 * @throws {NonFiniteLossError} when a step's loss or gradient is NaN or infinite; the state before it is kept
 */
export async function train(options: TrainOptions): Promise<TrainResult> {
  const run = openRun(options);
  const engine = options.engine ?? (await createEngine(run.config.runtime));
  try {
    const paths = runPaths(run.dir);
    if (!options.resume) startRun(run, options, engine);
    const log = openMetricsLog(paths.metrics, run.state.step);
    try {
      const before = secondsOf(paths.metrics);
      return await new Training(run, options, engine, log, before).start();
    } finally {
      log.close();
    }
  } finally {
    if (!options.engine) await engine.release();
  }
}
