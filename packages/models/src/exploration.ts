/** @file q-halt's exploration: now and then a training sequence must think longer. */
import type { ModelConfig } from "./model-config";
import { fmix32, subkey } from "./hash";

/** Apart from the keys of dropout, which come from the same seed and step. */
const STREAM = 0x71;

/**
 * Minimum number of steps of each sequence of a training batch, a pure function of (seed, step, sequence):
 * with probability haltExplorationProb uniform over 1 to n, otherwise 1, which is no minimum.
 *
 * @returns [batchSize]
 * @see TRM's exploration, "Less is More: Recursive Reasoning with Tiny Networks", arXiv 2510.04871
 */
export const explorationMinimum = (
  config: ModelConfig,
  seed: number,
  step: number,
  batchSize: number,
): Int32Array => {
  const { haltExplorationProb, nLayer } = config;
  const key = subkey(subkey(fmix32(seed), step), STREAM);
  const uniform = (n: number): number => subkey(key, n) * 2 ** -32;
  return Int32Array.from({ length: batchSize }, (_, i) =>
    uniform(2 * i) < haltExplorationProb
      ? 1 + Math.floor(uniform(2 * i + 1) * nLayer)
      : 1,
  );
};
