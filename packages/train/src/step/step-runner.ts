/** @file What computes a train step: a whole batch at once, or its parts one after the other. */
import type { Feeds } from "@trm/onnx/runtime";
import type { Batch } from "@trm/tasks";
import type { TrainState } from "../run/train-state";
import type { DepthState } from "./depth-policy";

/** What came of a batch. */
export interface StepRun {
  /** after the update */
  readonly weights: Pick<TrainState, "params" | "m" | "v" | "ema">;
  /** where the depth policy stands */
  readonly policy: DepthState;
  /** nats, before the update */
  readonly loss: number;
  /** Euclidean norm over all gradients, before clipping */
  readonly gradientNorm: number;
  /** mean recurrence steps used, over positions (ACT) or sequences (q-halt); absent without halting */
  readonly meanActSteps?: number;
  /** recurrence steps that were unrolled, the most of any part */
  readonly depth: number;
  /** time in the engine, reruns included, compilation excluded */
  readonly durationMs: number;
}

/** Compiled functions that together make a step. */
export interface StepRunner {
  /**
   * @param state before the step
   * @param batch [B, T]
   * @param step number of the step, counted from 1, which decides its randomness
   * @param scalars AdamW's
   */
  run(
    state: TrainState,
    batch: Batch,
    step: number,
    scalars: Feeds,
  ): Promise<StepRun>;
  release(): Promise<void>;
}

/** Hears of every depth that is compiled. */
export type OnCompiled = (depth: number, durationMs: number) => void;
