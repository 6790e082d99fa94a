/** @file One model's configuration. */
import type { ArchitectureId, Design } from "./architectures";

/** Everything that decides what a model computes; the columns of {@link Design} are resolved. */
export interface ModelConfig extends Design {
  readonly arch: ArchitectureId;
  /** V: number of token ids. */
  readonly vocabSize: number;
  /** Longest sequence, in tokens; the rows of the position table. */
  readonly blockSize: number;
  /** C: width of every state. */
  readonly nEmbd: number;
  /** Attention heads; divides nEmbd. */
  readonly nHead: number;
  /** n: recurrence steps, or distinct blocks; the rows of the step table. */
  readonly nLayer: number;
  /** L: z updates per cycle; 1 where the architecture is not nested. */
  readonly nInnerLoops: number;
  /** H: cycles per step; 1 where the architecture is not nested. */
  readonly nOuterLoops: number;
  /** Fraction dropped in training, in [0, 1). */
  readonly dropout: number;
  /** Weight of the ponder cost in the loss, per step; read where halting is act. */
  readonly ponderWeight: number;
  /** Probability that a training sequence gets a minimum number of steps; read where halting is q. */
  readonly haltExplorationProb: number;
  /** k: block applications that carry gradient; only where gradient is last-k. */
  readonly gradientPasses?: number;
  /** Steps to run instead of nLayer; steps beyond it reuse the last step embedding. */
  readonly inferenceSteps?: number;
  /**
   * Never stop early: no forward asks q, in training neither. ACT keeps its weights. Halting that training teaches is
   * taught as without.
   */
  readonly fullCompute: boolean;
}
