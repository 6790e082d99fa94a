/** @file Compute in floating-point operations; a multiply-add is two. */
import {
  cachedPasses,
  blockPasses,
  gradientPasses,
  passesPerStep,
} from "./block-passes";
import type { ModelConfig } from "./model-config";

/** What a forward is counted for. */
export interface ForwardSize {
  /** T: tokens */
  readonly sequenceLength: number;
  /** block applications that ran, a mean perhaps; absent: all that the config allows */
  readonly passes?: number;
}

/** What a training is counted for. */
export interface TrainingSize extends ForwardSize {
  /** sequences of a train step */
  readonly batchSize: number;
  /** train steps */
  readonly steps: number;
}

/**
 * One application of a block to a sequence: the products with its 12 C² weights, and queries with keys and weights with
 * values, over all T² pairs, since the mask only hides what was computed:
 *
 *   2 T 12 C² + 4 T² C
 */
const blockFlops = ({ nEmbd: C }: ModelConfig, T: number): number =>
  24 * T * C ** 2 + 4 * T ** 2 * C;

/** 2 T C V. */
const readoutFlops = (
  { nEmbd: C, vocabSize: V }: ModelConfig,
  T: number,
): number => 2 * T * C * V;

/**
 * Floating-point operations of one sequence's forward:
 *
 *   passes (24 T C² + 4 T² C) + 2 T C V
 *
 * Counted are products of matrices. A look-up of an embedding is none; norms, activations, softmax, residual additions
 * and halting heads are left out, as usual.
 *
 * @see Kaplan et al., "Scaling Laws for Neural Language Models", arXiv 2001.08361, section 2.1. Differs: attention
 *   counts its product with the values too, as in Chowdhery et al., "PaLM", arXiv 2204.02311, appendix B.
 */
export const forwardFlops = (
  config: ModelConfig,
  { sequenceLength: T, passes = cachedPasses(config) }: ForwardSize,
): number => passes * blockFlops(config, T) + readoutFlops(config, T);

/**
 * Floating-point operations of a training: forwards, and backwards at twice their price for the block applications that
 * carry gradient and for every readout that a loss looks at. The optimizer is left out, evaluations too.
 *
 *   steps B ((passes + 2 gradientPasses) (24 T C² + 4 T² C) + 3 readouts 2 T C V)
 */
export const trainingFlops = (
  config: ModelConfig,
  size: TrainingSize,
): number => {
  const { sequenceLength: T, batchSize, steps } = size;
  const { passes = blockPasses(config) } = size;
  const recurrenceSteps = passes / passesPerStep(config);
  const carrying = gradientPasses(config, recurrenceSteps);
  const readouts = config.supervision === "last" ? 1 : recurrenceSteps;
  const perSequence =
    (passes + 2 * carrying) * blockFlops(config, T) +
    3 * readouts * readoutFlops(config, T);
  return steps * batchSize * perSequence;
};
