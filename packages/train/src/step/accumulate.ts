/** @file A train step in parts as pure TF.js: gradients of one part of a batch added up, then one update from the sum. */
import {
  lossAndGradients,
  parameterLayout,
  splitParameters,
} from "@trm/models";
import type { Signature, TensorFunction } from "@trm/onnx";
import * as tf from "@tensorflow/tfjs-core";
import {
  batchInputs,
  batchSignature,
  flatSpec,
  forwardOptions,
  randomSignature,
  scalarInputs,
  scalarSignature,
  stateSignature,
  vectorInput,
  type UpdateSpec,
} from "./graph-inputs";
import { updateWeights, weightsInput, weightsOutput } from "./weights";

/** The inputs of one part. */
export const partSignature = (spec: UpdateSpec): Signature => ({
  params: flatSpec(spec),
  sum: flatSpec(spec),
  ...batchSignature(spec),
  ...randomSignature(spec),
});

/**
 * The function of one part: (params, sum, batch, randomness) to (nextSum, reached, loss), and what halting reports.
 * `reached` is 1 for each entry of the layout that has a gradient and 0 where there is none, which is not a gradient of
 * zeros.
 *
 * @param spec what is compiled; its batch is the part
 * @param depth recurrence steps to unroll, as for a whole step
 */
export const partFunction =
  (spec: UpdateSpec, depth: number): TensorFunction =>
  (inputs) => {
    const { modelConfig } = spec;
    const layout = parameterLayout(modelConfig);
    const { tokens, targets } = batchInputs(inputs);
    const { value, gradients } = lossAndGradients(
      splitParameters(vectorInput(inputs, "params"), layout),
      tokens,
      targets,
      modelConfig,
      forwardOptions(inputs, modelConfig, depth),
    );
    const flat = layout.entries.map(({ size }, i): tf.Tensor1D => {
      const gradient = gradients[i];
      return gradient ? tf.reshape(gradient, [size]) : tf.zeros([size]);
    });
    const { loss, meanSteps, running, stepsTaken } = value;
    return {
      nextSum: tf.add(vectorInput(inputs, "sum"), tf.concat(flat)),
      reached: tf.tensor1d(
        gradients.map((gradient) => (gradient ? 1 : 0)),
        "int32",
      ),
      loss,
      ...(meanSteps && { meanSteps }),
      ...(running && { running }),
      ...(stepsTaken && { stepsTaken }),
    };
  };

/** The inputs of the update after the last part. */
export const sumUpdateSignature = (spec: UpdateSpec): Signature => ({
  ...stateSignature(spec),
  sum: flatSpec(spec),
  ...scalarSignature(spec),
});

/**
 * The function of the update: (params, m, v, ema, sum, scalars) to (nextParams, nextM, nextV, nextEma, gradientNorm).
 *
 * @param spec what is compiled
 * @param parts whose gradients are summed; their mean is the gradient
 * @param reached per entry of the layout, whether any part gave it a gradient
 */
export const sumUpdateFunction =
  (
    spec: UpdateSpec,
    parts: number,
    reached: readonly boolean[],
  ): TensorFunction =>
  (inputs) => {
    const layout = parameterLayout(spec.modelConfig);
    const mean = tf.mul<tf.Tensor1D>(vectorInput(inputs, "sum"), 1 / parts);
    const gradients = splitParameters(mean, layout).map((gradient, i) =>
      reached[i] ? gradient : null,
    );
    const context = { spec, layout, scalars: scalarInputs(inputs) };
    const { squaredNorm, ...weights } = updateWeights(
      weightsInput(inputs, spec),
      gradients,
      0,
      context,
    );
    return { ...weightsOutput(weights), gradientNorm: tf.sqrt(squaredNorm) };
  };
