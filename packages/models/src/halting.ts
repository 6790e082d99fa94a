/** @file Halting turns the solutions y_0, y_1, … of the steps into one output. */
import type {
  Scalar,
  Tensor2D,
  Tensor3D,
  Tensor4D,
} from "@tensorflow/tfjs-core";
import type { ModelConfig } from "./model-config";
import type { ForwardOptions } from "./forward-options";
import type { Params } from "./params";

/** What halting says of a forward, beside its output. */
export interface HaltingReport {
  /** ACT: mean over positions of updates + remainder; in steps. */
  readonly ponderCost?: Scalar;
  /** q-halt: steps that the batch took until its last sequence halted. */
  readonly stepsTaken?: Scalar;
  /** Mean number of steps used, over positions (ACT) or sequences (q-halt). */
  readonly meanSteps?: Scalar;
  /** How many positions (ACT) or sequences (q-halt) had not halted after the last unrolled step. */
  readonly running?: Scalar;
}

/** One forward's halting: sees every y once, in order. */
export interface Halting {
  /** @param y  the solution after the next step, [B, T, C] */
  observe(y: Tensor3D): void;
  finish(): Halted;
  /**
   * What a cache keeps instead of a new key, so that a later call knows who has halted; absent where halting lies in the
   * positions themselves.
   *
   * @param key  of the new positions at block pass number `pass`, [B, nHead, T, headSize]
   */
  readonly mark?: (key: Tensor4D, pass: number) => Tensor4D;
}

/** What a forward's halting comes to. */
export interface Halted {
  /** [B, T, C] */
  readonly output: Tensor3D;
  readonly report: HaltingReport;
  /** [B, T]; the steps that each position used: ACT's updates, or its sequence's steps. Absent without halting. */
  readonly stepsUsed?: Tensor2D;
}

/** Begins a forward over states of x's shape that will unroll `steps` steps, all of them where `complete`. */
export type StartHalting = (context: HaltingContext) => Halting;

/** What halting knows when a forward begins. */
export interface HaltingContext {
  readonly params: Params;
  readonly B: number;
  readonly T: number;
  readonly config: ModelConfig;
  readonly options: ForwardOptions;
  /** Whether every step of the config is unrolled, so that what still runs at the end never halts. */
  readonly complete: boolean;
}
