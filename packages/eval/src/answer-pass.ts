/** @file The compiled function of uncached decoding: whole sequences in, the logits of every position out. */
import type { Tensor, Tensor1D, Tensor2D } from "@tensorflow/tfjs-core";
import {
  forward,
  type ModelConfig,
  parameterLayout,
  unflatten,
} from "@trm/models";
import type { Signature, TensorFunction } from "@trm/onnx";

/** Inputs of the pass: all parameters as one vector, so that new ones need no new compilation, and the tokens [B, T]. */
export const passSignature = (
  config: ModelConfig,
  tokens: readonly [B: number, T: number],
): Signature => ({
  params: { dtype: "float32", shape: [parameterLayout(config).size] },
  tokens: { dtype: "int32", shape: tokens },
});

/**
 * params [size], tokens [B, T] -> logits [B, T, V]; with halting, the steps [B, T] that each position used.
 *
 * No dropout; a sequence that q-halts keeps its own y, so that its neighbours never change its answer.
 */
export const passFunction =
  (config: ModelConfig): TensorFunction =>
  ({ params, tokens }) => {
    const { logits, stepsUsed } = forward(
      unflatten(params as Tensor1D, parameterLayout(config)),
      tokens as Tensor2D,
      config,
      { perSequenceHalt: true },
    );
    const outputs: Record<string, Tensor> = { logits };
    if (stepsUsed) outputs.steps = stepsUsed;
    return outputs;
  };
