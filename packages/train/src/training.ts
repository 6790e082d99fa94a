/** @file The training loop: steps, evaluations, and when a checkpoint is due. */
import { blockPasses, gradientPasses } from "@trm/models";
import type { Engine } from "@trm/onnx/runtime";
import { setImmediate as turn } from "node:timers/promises";
import { NonFiniteLossError, NonFiniteWeightsError } from "./errors";
import type { TrainEvent } from "./events";
import type { EvaluationValues } from "./log/evaluation-values";
import type { StepMetrics } from "./log/metrics-line";
import type { OpenRun } from "./run/open-run";
import type { RunSession } from "./run/run-session";
import { isFiniteState, type TrainState } from "./run/train-state";
import { batchAfter } from "./step/batch-after";
import {
  createTrainStep,
  type StepResult,
  type TrainStep,
} from "./step/train-step";
import type {
  EvaluatedModel,
  TrainOptions,
  TrainResult,
} from "./train-options";

/** Every `n` steps, and after the last. */
const isDue = (step: number, n: number, steps: number): boolean =>
  step > 0 && (step % n === 0 || step === steps);

/** Whether an evaluation was broken off because the signal asked for it. */
const isAbort = (error: unknown, signal?: AbortSignal): boolean =>
  signal?.aborted === true &&
  (error === signal.reason ||
    (error instanceof Error && error.name === "AbortError"));

/** The weights that a run gives. */
const weightsOf = ({ params, ema }: TrainState): Float32Array => ema ?? params;

/** One call of `train`: the run's state and the clock. */
export class Training {
  private state: TrainState;
  private loss: number | undefined;
  private evaluation: EvaluationValues | undefined;
  private evaluatedStep: number | undefined;
  private readonly stepsBefore: number;
  private readonly secondsBefore: number;
  private readonly startedAt = performance.now();
  private compiledMs = 0;

  constructor(
    private readonly run: OpenRun,
    private readonly options: TrainOptions,
    private readonly engine: Engine,
    private readonly session: RunSession,
  ) {
    this.state = session.state;
    this.stepsBefore = session.state.step;
    this.evaluatedStep = session.tail.evaluation?.step;
    this.secondsBefore = session.tail.metrics?.elapsedSeconds ?? 0;
  }

  private emit(event: TrainEvent): void {
    this.options.onEvent?.(event);
  }

  private get elapsedSeconds(): number {
    return this.secondsBefore + (performance.now() - this.startedAt) / 1000;
  }

  /** @throws {NonFiniteWeightsError} for a state from which no run can go on; nothing is written */
  private checkpoint(): void {
    const { step } = this.state;
    if (!isFiniteState(this.state))
      throw new NonFiniteWeightsError(step, this.session.newestStep);
    const path = this.session.checkpoint(this.state);
    this.emit({ type: "checkpoint", step, path });
  }

  private checkpointUnlessThere(): void {
    if (!this.session.has(this.state.step)) this.checkpoint();
  }

  private record(result: StepResult, batchTokens: number): void {
    const { steps } = this.run.config.training;
    const { step } = result.state;
    const elapsedSeconds = this.elapsedSeconds;
    const line: StepMetrics = {
      step,
      loss: result.loss,
      learningRate: result.learningRate,
      gradientNorm: result.gradientNorm,
      meanActSteps: result.meanActSteps,
      tokensPerSecond: (batchTokens * 1000) / result.durationMs,
      elapsedSeconds,
    };
    this.session.append(line);
    const training =
      elapsedSeconds - this.secondsBefore - this.compiledMs / 1000;
    const etaSeconds = (training / (step - this.stepsBefore)) * (steps - step);
    this.emit({ type: "step", ...line, steps, etaSeconds });
  }

  private accept(result: StepResult, batchTokens: number): void {
    const { loss, gradientNorm } = result;
    if (!Number.isFinite(loss) || !Number.isFinite(gradientNorm)) {
      // The state before it is kept, or is to blame: it is checked as it is written.
      this.checkpointUnlessThere();
      throw new NonFiniteLossError(result.state.step, result, this.state.step);
    }
    this.state = result.state;
    this.loss = loss;
    this.record(result, batchTokens);
  }

  private get model(): EvaluatedModel {
    const { modelConfig: config } = this.run;
    return { config, params: weightsOf(this.state), engine: this.engine };
  }

  /** The evaluation of this step; undefined where it was broken off. */
  private async measure() {
    const { signal } = this.options;
    try {
      return await this.options.evaluate?.(this.model, this.state.step, signal);
    } catch (error) {
      // What was trained is good whatever becomes of the evaluation.
      this.checkpointUnlessThere();
      if (!isAbort(error, signal)) throw error;
      return undefined;
    }
  }

  private get isEvaluationDue(): boolean {
    const { evaluation, training } = this.run.config;
    return (
      this.options.evaluate !== undefined &&
      isDue(this.state.step, evaluation.everySteps, training.steps)
    );
  }

  /** @returns whether the step has the best evaluation so far */
  private async evaluate(): Promise<boolean> {
    if (!this.isEvaluationDue) return false;
    const { step } = this.state;
    this.emit({ type: "evaluating", step });
    const evaluation = await this.measure();
    if (!evaluation) return false;
    this.evaluation = evaluation;
    this.evaluatedStep = step;
    this.session.append({ step, evaluation });
    this.emit({ type: "evaluation", step, evaluation });
    this.session.watch(step, evaluation);
    const { stoppedEarly } = this.session;
    if (stoppedEarly)
      this.emit({ type: "stopped-early", step, ...stoppedEarly });
    return this.session.isBest(step, evaluation);
  }

  /** What an interrupt kept the run from, after its last step before it. */
  private async catchUp(): Promise<void> {
    if (this.options.signal?.aborted || !this.isEvaluationMissing) return;
    await this.evaluate();
    // The checkpoint of this step knows nothing of its evaluation.
    if (this.evaluation) this.checkpoint();
  }

  private async steps(trainStep: TrainStep): Promise<TrainResult["status"]> {
    const { config } = this.run;
    const { steps } = config.training;
    let next = batchAfter(this.run, this.state.step);
    while (this.state.step < steps && !this.session.stoppedEarly) {
      // An engine's step blocks this process: whoever wants to abort the signal gets a turn only here.
      await turn();
      if (this.options.signal?.aborted) return "interrupted";
      const current = next;
      const running = trainStep.run(this.state, current);
      let result: StepResult;
      try {
        if (this.state.step + 1 < steps)
          next = batchAfter(this.run, this.state.step + 1);
      } finally {
        // Nothing may be released under a step, whatever the task has thrown.
        result = await running;
      }
      this.accept(result, current.tokens.length);
      const isBest = await this.evaluate();
      if (isBest || isDue(this.state.step, config.checkpoint.everySteps, steps))
        this.checkpointUnlessThere();
    }
    return this.isEvaluationMissing ? "interrupted" : "completed";
  }

  /** Whether an interrupt has kept the run from evaluating this step. */
  private get isEvaluationMissing(): boolean {
    return this.isEvaluationDue && this.evaluatedStep !== this.state.step;
  }

  /**
   * Trains to the end, or until the signal is aborted.
   *
   * @param warnings what was noticed before
   */
  async start(warnings: readonly string[]): Promise<TrainResult> {
    const { config, modelConfig, task, place } = this.run;
    const trainStep = createTrainStep(this.engine, config, task, (compiled) => {
      this.compiledMs += compiled.durationMs;
      this.emit({ type: "compiled", ...compiled });
    });
    try {
      this.emit({
        type: "start",
        dir: place.dir,
        step: this.state.step,
        config,
        modelConfig,
        parameters: this.state.params.length,
        blockPasses: blockPasses(modelConfig),
        gradientPasses: gradientPasses(modelConfig),
        sequenceLength: trainStep.sequenceLength,
        engine: this.engine.description,
      });
      for (const message of warnings) this.emit({ type: "warning", message });
      await this.catchUp();
      const status = await this.steps(trainStep);
      this.checkpointUnlessThere();
      return this.finish(
        status === "completed" ? await this.conclude() : status,
      );
    } finally {
      await trainStep.release();
    }
  }

  private get isConcluded(): boolean {
    return this.session.isDone && (this.options.isConcluded?.() ?? true);
  }

  /** What follows training, unless the run is done already or was told to end. */
  private async conclude(): Promise<TrainResult["status"]> {
    const { signal } = this.options;
    if (!this.options.conclude || this.isConcluded) return "completed";
    if (signal?.aborted) return "interrupted";
    const { step } = this.state;
    const { stoppedEarly } = this.session;
    const ending = { step, ...(stoppedEarly && { stoppedEarly }) };
    try {
      const check = (): void => this.session.check();
      await this.options.conclude(this.model, ending, signal, check);
      return "completed";
    } catch (error) {
      if (!isAbort(error, signal)) throw error;
      return "interrupted";
    }
  }

  private finish(status: TrainResult["status"]): TrainResult {
    const { place, modelConfig } = this.run;
    const { step } = this.state;
    const { loss, evaluation, elapsedSeconds } = this;
    const { tail, stoppedEarly } = this.session;
    if (status === "completed") {
      const record = {
        step,
        loss: loss ?? tail.metrics?.loss,
        evaluation: evaluation ?? tail.evaluation?.evaluation,
        earlyStop: stoppedEarly,
        elapsedSeconds,
        finishedAt: new Date().toISOString(),
      };
      const isNew = loss !== undefined || evaluation !== undefined;
      this.session.writeDone(record, isNew);
    }
    this.emit({ type: "done", status, step });
    const params = weightsOf(this.state);
    const { dir } = place;
    return {
      ...{ status, dir, modelConfig, step, loss, evaluation },
      ...(stoppedEarly && { stoppedEarly }),
      params,
    };
  }
}
