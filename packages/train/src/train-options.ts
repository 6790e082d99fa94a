/** @file What the training of a run is asked for, and what it gives back. */
import type { ModelConfig } from "@trm/models";
import type { Engine } from "@trm/onnx/runtime";
import type { LockOptions } from "@trm/storage";
import type { TrainEvent } from "./events";
import type { EvaluationValues } from "./log/evaluation-values";
import type { StoppedEarly } from "./run/early-stop";
import type { RunRequest } from "./run/open-run";

/** What an evaluation callback gets. */
export interface EvaluatedModel {
  readonly config: ModelConfig;
  /** flat, in the order of the model's parameter layout; the average, where there is one; not to be changed */
  readonly params: Float32Array;
  /** the engine that trains */
  readonly engine: Engine;
}

/** How a training ended. */
export interface TrainingEnd {
  /** train steps done */
  readonly step: number;
  /** why it was over before its last step; absent where it was not */
  readonly stoppedEarly?: StoppedEarly;
}

/** A run and who listens to it. */
export interface TrainOptions extends RunRequest {
  /** runs the steps and is left open; absent, the configuration's runtime decides */
  readonly engine?: Engine;
  /** once aborted, the step under way is finished, a checkpoint is written, and the run returns as interrupted */
  readonly signal?: AbortSignal;
  /** on which process this one depends, which the run's lock then names; how the lock tells time and who is alive */
  readonly lock?: LockOptions;
  onEvent?(event: TrainEvent): void;
  /**
   * Called every `evaluation.everySteps` and after the last step; its values are recorded. It may break off once the
   * signal is aborted, by throwing the signal's reason or an AbortError; a resumed run evaluates that step first.
   */
  evaluate?(
    model: EvaluatedModel,
    step: number,
    signal?: AbortSignal,
  ): Promise<EvaluationValues>;
  /**
   * Called once training has ended and its last checkpoint stands, before done.json is written: what else is to be computed
   * of the final weights. It may break off as `evaluate` does: the run then counts as interrupted, and a resume calls this
   * again. What it writes must be whole or not there, since a kill may come at any time, and is written right after `check`,
   * which throws LockLostError where the run is another process's by now. It is not called where done.json stands, unless
   * `isConcluded` denies it.
   */
  conclude?(
    model: EvaluatedModel,
    ending: TrainingEnd,
    signal: AbortSignal | undefined,
    check: () => void,
  ): Promise<void>;
  /**
   * Of a run whose done.json stands: whether what `conclude` computes stands too. A resume that had nothing to conclude may
   * have ended the run. Absent, it does.
   */
  isConcluded?(): boolean;
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
  readonly evaluation?: EvaluationValues;
  /** why training was over before its last step; absent where it was not */
  readonly stoppedEarly?: StoppedEarly;
  /** flat; the average, where there is one */
  readonly params: Float32Array;
}
