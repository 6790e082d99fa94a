/** @file One train step as pure TF.js: loss, gradients, AdamW; where supervision is carried, once per recurrence step. */
import {
  carriedLoss,
  detachState,
  embed,
  initialState,
  lossAndGradients,
  nestParameters,
  parameterLayout,
  recurrenceStep,
  splitParameters,
  teachesHalting,
  valueAndGradients,
  type ForwardOptions,
  type Running,
  type State,
} from "@trm/models";
import type { Signature, TensorFunction } from "@trm/onnx";
import * as tf from "@tensorflow/tfjs-core";
import {
  batchInputs,
  batchSignature,
  forwardOptions,
  randomSignature,
  scalarInputs,
  scalarSignature,
  stateSignature,
  type UpdateSpec,
} from "./graph-inputs";
import {
  updateWeights,
  weightsInput,
  weightsOutput,
  type UpdateContext,
  type Weights,
} from "./weights";

/** The inputs of a train step. */
export const updateSignature = (spec: UpdateSpec): Signature => ({
  ...stateSignature(spec),
  ...batchSignature(spec),
  ...scalarSignature(spec),
  ...randomSignature(spec),
});

/** What the two kinds of supervision have in common. */
interface Context extends UpdateContext {
  readonly tokens: tf.Tensor2D;
  readonly targets: tf.Tensor2D;
  readonly options: ForwardOptions;
}

/** One forward, one update. */
function updateOnce(weights: Weights, context: Context) {
  const { spec, layout, tokens, targets, options } = context;
  const leaves = splitParameters(weights.params, layout);
  const { value, gradients } = lossAndGradients(
    leaves,
    tokens,
    targets,
    spec.modelConfig,
    options,
  );
  const { squaredNorm, ...updated } = updateWeights(
    weights,
    gradients,
    0,
    context,
  );
  const { loss, meanSteps, running, stepsTaken } = value;
  return {
    weights: updated,
    report: {
      loss,
      gradientNorm: tf.sqrt(squaredNorm),
      ...(meanSteps && { meanSteps }),
      ...(running && { running }),
      ...(stepsTaken && { stepsTaken }),
    },
  };
}

/** Recurrence step `s` with the parameters of `weights`, its loss, and the gradient of that. */
function carriedStep(
  { params: flat }: Weights,
  s: number,
  carried: State | undefined,
  who: Running | undefined,
  { spec: { modelConfig }, layout, tokens, targets, options }: Context,
) {
  const leaves = splitParameters(flat, layout);
  return valueAndGradients(() => {
    const params = nestParameters(leaves, layout);
    const x = embed(params, tokens, modelConfig);
    const before = carried ?? initialState(params, x, modelConfig);
    const after = recurrenceStep(params, x, before, s, modelConfig, options);
    const { solution: y } = after;
    const loss = carriedLoss(params, y, targets, s + 1, modelConfig, who);
    return { ...loss, ...after };
  }, leaves);
}

/** The update, or what was before it where every sequence has halted: momentum and decay alone would go on moving it. */
function unlessAllHalted(
  before: Weights,
  updated: Weights,
  running: tf.Tensor1D,
): Weights {
  const anyone = tf.greater(tf.sum(running), 0);
  const pick = (after: tf.Tensor1D, old: tf.Tensor1D): tf.Tensor1D =>
    tf.where(anyone, after, old);
  return {
    params: pick(updated.params, before.params),
    m: pick(updated.m, before.m),
    v: pick(updated.v, before.v),
    ...(before.ema && updated.ema && { ema: pick(updated.ema, before.ema) }),
  };
}

/**
 * An update after every recurrence step; the next step goes on from the detached y and z with the updated parameters:
 *
 *   loss_s = cross entropy of head(LN(y_s));  p ← AdamW(p, gradient of loss_s);  y, z carried over
 *
 * Halting plays a part only where it is taught: then `carriedLoss` has q in it, and a sequence that halts drops out of
 * the later losses. The loss reported is the last step's, or, where halting is taught, its cross entropy of all
 * sequences, which does not fall because some have halted. The gradient norm is the root of the mean square over the
 * updates.
 *
 * Differs: TRM replaces the sequences that halt, so that its batches are always full. Here an update for which none is
 * left changes nothing, though the bias correction counts it; one for few has a gradient scaled by their share.
 */
function updateCarried(initial: Weights, context: Context) {
  const { tokens, options, spec } = context;
  const { modelConfig } = spec;
  let weights = initial;
  let carried: State | undefined;
  let running = teachesHalting(modelConfig)
    ? tf.ones<tf.Rank.R1>([tokens.shape[0]])
    : undefined;
  let loss: tf.Scalar | undefined;
  const squaredNorms: tf.Scalar[] = [];
  const learning: tf.Scalar[] = [];
  for (let s = 0; s < modelConfig.nLayer; s += 1) {
    const who = running && { running, minimumSteps: options.minimumSteps };
    if (running) learning.push(tf.mean<tf.Scalar>(running));
    const done = carriedStep(weights, s, carried, who, context);
    const { value, gradients } = done;
    const updated = updateWeights(weights, gradients, s, context);
    const { squaredNorm, ...next } = updated;
    // The first step has everybody.
    weights = running && s > 0 ? unlessAllHalted(weights, next, running) : next;
    loss = value.crossEntropy ?? value.loss;
    running = value.running;
    carried = detachState(value);
    squaredNorms.push(squaredNorm);
  }
  const meanSquare = tf.mean<tf.Scalar>(tf.stack(squaredNorms));
  return {
    weights,
    report: {
      loss: loss!,
      gradientNorm: tf.sqrt(meanSquare),
      ...(learning.length > 0 && { meanSteps: tf.addN<tf.Scalar>(learning) }),
    },
  };
}

/**
 * The function of one train step: (params, m, v, ema, batch, scalars, randomness) to (nextParams, nextM, nextV, nextEma,
 * loss, gradientNorm), and with halting meanSteps and running; with q-halt also stepsTaken.
 *
 * @param spec what is compiled
 * @param depth recurrence steps to unroll; exact where the output `running` is 0 and q-halt's `stepsTaken` is the depth
 */
export const updateFunction =
  (spec: UpdateSpec, depth: number): TensorFunction =>
  (inputs) => {
    const { modelConfig } = spec;
    const weights = weightsInput(inputs, spec);
    const context: Context = {
      spec,
      layout: parameterLayout(modelConfig),
      ...batchInputs(inputs),
      scalars: scalarInputs(inputs),
      options: forwardOptions(inputs, modelConfig, depth),
    };
    const done =
      modelConfig.supervision === "carried"
        ? updateCarried(weights, context)
        : updateOnce(weights, context);
    return { ...weightsOutput(done.weights), ...done.report };
  };
