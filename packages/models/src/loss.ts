/** @file The loss, and its gradient with respect to every parameter that has one. */
import * as tf from "@tensorflow/tfjs-core";
import type {
  Scalar,
  Tensor1D,
  Tensor2D,
  Tensor3D,
} from "@tensorflow/tfjs-core";
import type { ModelConfig } from "./model-config";
import { detach } from "./detach";
import { readout } from "./embedding";
import type { ForwardOptions } from "./forward-options";
import { forward } from "./forward";
import type { HaltingReport } from "./halting";
import { oneHot } from "./one-hot";
import type { Params } from "./params";

/** A target that has no loss: prompt and padding. */
const IGNORE_INDEX = -100;

/** 1 where there is a target. */
const countsOf = (labels: Tensor1D): Tensor1D =>
  tf.cast(tf.notEqual<Tensor1D>(labels, IGNORE_INDEX), "float32");

/**
 * 1 for the sequences whose every target is the likeliest token, else 0; without a gradient.
 *
 * @param logits   [B, T, V]
 * @param targets  [B, T] int32; -100 is ignored
 * @returns [B]
 */
export const wholeSequenceRight = (
  logits: Tensor3D,
  targets: Tensor2D,
): Tensor1D => {
  const [B, T, V] = logits.shape;
  const labels: Tensor1D = tf.reshape(targets, [B * T]);
  const likeliest = tf.argMax(tf.reshape(detach(logits), [B * T, V]), 1);
  const misses = tf.cast(tf.notEqual(likeliest, labels), "float32");
  const wrong = tf.mul(misses, countsOf(labels));
  const mistakes = tf.sum<Tensor1D>(tf.reshape(wrong, [B, T]), 1);
  return tf.cast(tf.equal<Tensor1D>(mistakes, 0), "float32");
};

/**
 * Mean cross entropy over the targets that are not -100, in nats.
 *
 *   mean over those positions of -log softmax(logits)[target]
 *
 * @param logits   [B, T, V]
 * @param targets  [B, T] int32
 * @param weights  [B], a factor of each sequence's terms; the mean stays one over all positions that have a target
 */
export const crossEntropy = (
  logits: Tensor3D,
  targets: Tensor2D,
  weights?: Tensor1D,
): Scalar => {
  const [B, T, V] = logits.shape;
  const labels: Tensor1D = tf.reshape(targets, [B * T]);
  const counts = countsOf(labels);
  const logProbs = tf.logSoftmax(tf.reshape(logits, [B * T, V]));
  // An ignored label would be a negative index, which engines read differently.
  const hot = oneHot(tf.relu(labels), V);
  const picked = tf.sum(tf.mul(logProbs, hot), -1); // [B T]
  const terms = tf.mul(picked, counts);
  const total = weights
    ? tf.sum(tf.mul(tf.sum(tf.reshape(terms, [B, T]), 1), weights))
    : tf.sum(terms);
  return tf.neg(tf.div<Scalar>(total, tf.sum(counts)));
};

/** The loss and what is worth recording beside it. */
export interface LossReport extends HaltingReport {
  readonly loss: Scalar;
  /** The loss without ponder cost, in nats. */
  readonly crossEntropy: Scalar;
  /** [B, T, V] */
  readonly logits: Tensor3D;
}

/** mean over steps of the cross entropy of head(LN(y_s)); halting weights play no part. */
const superviseEveryStep = (
  params: Params,
  solutions: readonly Tensor3D[],
  targets: Tensor2D,
): Scalar => {
  const losses = solutions.map((y) =>
    crossEntropy(readout(params, y), targets),
  );
  return tf.div(tf.addN(losses), losses.length);
};

/**
 * loss = cross entropy + ponderWeight × ponder cost.
 *
 * The ponder cost is a mean over the positions present; the reference counts its padding too, so that on trimmed
 * sequences the two differ wherever ponderWeight is not 0.
 *
 * @param tokens   [B, T] int32
 * @param targets  [B, T] int32; -100 is ignored
 */
export const computeLoss = (
  params: Params,
  tokens: Tensor2D,
  targets: Tensor2D,
  config: ModelConfig,
  options: ForwardOptions = {},
): LossReport => {
  const { solutions, logits, ponderCost, stepsTaken, meanSteps, running } =
    forward(params, tokens, config, options);
  const entropy =
    config.supervision === "every-step"
      ? superviseEveryStep(params, solutions, targets)
      : crossEntropy(logits, targets);
  const loss: Scalar =
    ponderCost && config.ponderWeight > 0
      ? tf.add(entropy, tf.mul(ponderCost, config.ponderWeight))
      : entropy;
  const report = { ponderCost, stepsTaken, meanSteps, running };
  return { loss, crossEntropy: entropy, logits, ...report };
};
