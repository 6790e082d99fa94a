/** @file record.json: what a run of a sweep found, in some tens of KB. */
import type { Evaluation } from "@trm/eval";
import type { ModelConfig } from "@trm/models";
import type { EvaluationValues, TrainConfig } from "@trm/train";

/** One evaluation in training, with the training since the last one. */
export interface CurvePoint {
  /** train steps done */
  readonly step: number;
  /** mean training loss since the last point, nats */
  readonly loss: number;
  /** mean norm of the gradient since the last point */
  readonly gradientNorm: number;
  /** mean recurrence steps in training since the last point; absent without halting */
  readonly meanActSteps?: number;
  /** of the evaluation, 4 significant digits */
  readonly values: EvaluationValues;
}

/** How a training ended. */
export interface RunEnding {
  /** train steps done */
  readonly step: number;
  /** absent where all its steps were made */
  readonly stoppedEarly?: {
    readonly metric: string;
    readonly threshold: number;
    /** train step from which the metric stood at the threshold or above */
    readonly since: number;
  };
}

/** A final evaluation at one length. */
export type FinalResult = Evaluation & {
  /** mean block passes used per example: the allowed ones, unless the model halts */
  readonly usedPasses: number;
};

/** record.json; equal runs differ in `seconds`, `environment` and `gitCommit` only. */
export interface RunRecord {
  readonly formatVersion: 1;
  readonly id: string;
  readonly config: TrainConfig;
  readonly modelConfig: ModelConfig;
  readonly parameters: number;
  /** block passes of one forward */
  readonly allowedPasses: number;
  /** block applications that carry gradient */
  readonly gradientPasses: number;
  /** tokens per training sequence */
  readonly sequenceLength: number;
  readonly ending: RunEnding;
  /** one point per evaluation in training */
  readonly curve: readonly CurvePoint[];
  /** final evaluations, one per length, in the plan's order */
  readonly evaluations: readonly FinalResult[];
  /** floating-point operations of the whole training */
  readonly trainingFlops: number;
  /** wall time of the training, s */
  readonly seconds: number;
  /** where it was computed */
  readonly environment: Readonly<Record<string, string>>;
  readonly gitCommit?: string;
}
