/** @file What a training run tells its caller on the way. */
import type { ModelConfig } from "@trm/models";
import type { TrainConfig } from "./config/config";
import type { EvaluationMetrics, StepMetrics } from "./log/metrics-line";
import type { StoppedEarly } from "./run/early-stop";

/** Once, before the first step. */
export interface StartEvent {
  readonly type: "start";
  readonly dir: string;
  /** train steps already done; 0 for a new run */
  readonly step: number;
  readonly config: TrainConfig;
  readonly modelConfig: ModelConfig;
  readonly parameters: number;
  readonly blockPasses: number;
  /** block applications that carry gradient */
  readonly gradientPasses: number;
  /** tokens per sequence */
  readonly sequenceLength: number;
  /** the engine's own words */
  readonly engine: string;
}

/** A graph is ready; a halting model may compile several depths. */
export interface CompiledEvent {
  readonly type: "compiled";
  /** recurrence steps that the graph unrolls */
  readonly depth: number;
  readonly durationMs: number;
}

/** After every train step. */
export interface StepEvent extends StepMetrics {
  readonly type: "step";
  /** train steps of the whole run */
  readonly steps: number;
  /** estimated time to the end of the run, evaluations and checkpoints included */
  readonly etaSeconds: number;
}

/** An evaluation begins; it takes time, and may be broken off. */
export interface EvaluatingEvent {
  readonly type: "evaluating";
  readonly step: number;
}

/** After an evaluation. */
export interface EvaluationEvent extends EvaluationMetrics {
  readonly type: "evaluation";
}

/** The evaluation has ended the run before its last step; its checkpoint follows. */
export interface StoppedEarlyEvent extends StoppedEarly {
  readonly type: "stopped-early";
  readonly step: number;
}

/** A checkpoint is on disk. */
export interface CheckpointEvent {
  readonly type: "checkpoint";
  readonly step: number;
  readonly path: string;
}

/** Something that does not stop the run but that its owner must know, such as a damaged checkpoint that was skipped. */
export interface WarningEvent {
  readonly type: "warning";
  /** one sentence */
  readonly message: string;
}

/** The run has ended and left a checkpoint. */
export interface DoneEvent {
  readonly type: "done";
  readonly status: "completed" | "interrupted";
  readonly step: number;
}

/** Told apart by `type`. */
export type TrainEvent =
  | StartEvent
  | CompiledEvent
  | StepEvent
  | EvaluatingEvent
  | EvaluationEvent
  | StoppedEarlyEvent
  | CheckpointEvent
  | WarningEvent
  | DoneEvent;
