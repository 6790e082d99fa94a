/** @file The compiled function of uncached decoding: whole sequences in, the logits of the new tokens out. */
import {
  slice,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import {
  forward,
  type ModelConfig,
  parameterLayout,
  unflatten,
} from "@trm/models";
import type { Signature, TensorFunction } from "@trm/onnx";

/** Shapes of a pass: one compiled function each. */
export interface PassShape {
  /** B, sequences. */
  readonly batchSize: number;
  /** P, tokens per prompt. */
  readonly promptLength: number;
  /** A, new tokens per prompt. */
  readonly newTokens: number;
}

/** Tokens fed per sequence: the last new token is not. */
const fedTokens = ({ promptLength, newTokens }: PassShape): number =>
  promptLength + newTokens - 1;

/** Inputs of the pass: all parameters as one vector, so that new ones need no new compilation, and the tokens. */
export const passSignature = (
  config: ModelConfig,
  shape: PassShape,
): Signature => ({
  params: { dtype: "float32", shape: [parameterLayout(config).size] },
  tokens: { dtype: "int32", shape: [shape.batchSize, fedTokens(shape)] },
});

/**
 * params [size], tokens [B, P + A - 1] -> logits [B, A, V] of the new tokens; with halting, the mean actSteps [].
 *
 * No dropout; a sequence that q-halts keeps its own y, so that its neighbours never change its answer.
 */
export const passFunction =
  (config: ModelConfig, shape: PassShape): TensorFunction =>
  ({ params, tokens }) => {
    const { batchSize: B, promptLength: P, newTokens: A } = shape;
    const { logits, meanSteps } = forward(
      unflatten(params as Tensor1D, parameterLayout(config)),
      tokens as Tensor2D,
      config,
      { perSequenceHalt: true },
    );
    const outputs: Record<string, Tensor> = {
      logits: slice(logits, [0, P - 1, 0], [B, A, config.vocabSize]),
    };
    if (meanSteps) outputs.actSteps = meanSteps;
    return outputs;
  };
