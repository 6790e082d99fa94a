/** @file What a forward may be told besides weights, tokens and config. */
import type { Scalar, Tensor1D, Tensor3D } from "@tensorflow/tfjs-core";
import type { Decoding } from "./decoding";

/** One application of a block: what went in and what came out, each [B, T, C]. */
export interface BlockApplication {
  /** which, from 0, counted over all steps */
  readonly pass: number;
  /** u + e_s */
  readonly input: Tensor3D;
  /** after the state's LayerNorm, before any cut of gradients */
  readonly output: Tensor3D;
}

/** Training's randomness as tensors, and how halting is to be read. */
export interface ForwardOptions {
  /** int32; the key of this step's dropout masks. Absent: no dropout. */
  readonly dropoutKey?: Scalar;
  /** [B] int32; q-halt may not halt a sequence before so many steps. Absent: 1. */
  readonly minimumSteps?: Tensor1D;
  /** q-halt: a halted sequence keeps its own y, so that neighbours never change an answer. Absent: the batch goes on until its last sequence halts. */
  readonly perSequenceHalt?: boolean;
  /**
   * q-halt: take the last unrolled y without asking which step's it should be, so that the steps before it need no
   * backward pass. Exact where the result's `stepsTaken` is the number of steps unrolled; otherwise unroll so many.
   */
  readonly assumeRunning?: boolean;
  /** Unroll only so many of the steps; exact where the result's `running` is 0. */
  readonly depth?: number;
  /** Go on from the keys and values of an earlier call; q-halt then stops every sequence on its own. */
  readonly decoding?: Decoding;
  /** Called for every block application; what it returns is used instead of the output. For probes. */
  readonly tap?: (application: BlockApplication) => Tensor3D;
}
