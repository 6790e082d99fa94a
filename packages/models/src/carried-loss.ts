/** @file The loss of one step of carried supervision, and which sequences the later steps still look at. */
import * as tf from "@tensorflow/tfjs-core";
import type {
  Scalar,
  Tensor1D,
  Tensor2D,
  Tensor3D,
} from "@tensorflow/tfjs-core";
import { detach } from "./detach";
import { readout } from "./embedding";
import { linear } from "./linear";
import { crossEntropy, wholeSequenceRight } from "./loss";
import type { ModelConfig } from "./model-config";
import type { Params } from "./params";
import { afterMinimum } from "./q-halt";

/** Whether training teaches q when to halt. */
export const teachesHalting = ({
  haltLossWeight,
}: Pick<ModelConfig, "haltLossWeight">): boolean => haltLossWeight > 0;

/** Who still learns, where halting is taught. */
export interface Running {
  /** [B]; 1 until the sequence has halted, then 0. */
  readonly running: Tensor1D;
  /** [B] int32; no sequence may halt before so many steps. Absent: 1. */
  readonly minimumSteps?: Tensor1D;
}

/** What a step of carried supervision comes to. */
export interface CarriedLoss {
  readonly loss: Scalar;
  /** Where halting is taught: the cross entropy of all sequences, those that have halted included, in nats. */
  readonly crossEntropy?: Scalar;
  /** Where halting is taught: [B]; 1 for the sequences that the next step looks at. */
  readonly running?: Tensor1D;
}

/** q = head(y) of the last position, [B]: the one that has seen the whole sequence. */
const lastQ = (params: Params, y: Tensor3D): Tensor1D => {
  const [B, T, C] = y.shape;
  const last = tf.slice(y, [0, T - 1, 0], [B, 1, -1]);
  return tf.reshape(linear(tf.reshape(last, [B, C]), params.q!), [B]);
};

/**
 * Mean over the batch of each sequence's binary cross entropy, in nats, times its weight:
 *
 *   BCE(sigmoid(q), r) = softplus(q) - q r
 */
const haltEntropy = (q: Tensor1D, right: Tensor1D, weights: Tensor1D): Scalar =>
  tf.mean(tf.mul(tf.sub(tf.softplus(q), tf.mul(q, right)), weights));

/**
 * The loss after a step of carried supervision. Where nothing teaches halting it is the cross entropy; otherwise
 *
 *   loss = mean over sequences of running (cross entropy + haltLossWeight BCE(sigmoid(q), right))
 *   running ← running [q <= 0 or steps < minimum]
 *
 * with right = 1 where every target of the sequence is the likeliest token. The means stay those over the whole batch,
 * so that a sequence which drops out changes nothing for the others.
 *
 * Differs: TRM puts a new sequence in the place of one that halts; here its place stays empty until the step is over, so
 * the gradient is scaled by the share of those who still learn, and with nobody left it is 0.
 *
 * @param y        the solution after the step, [B, T, C]
 * @param targets  [B, T] int32; -100 is ignored
 * @param steps    steps taken, this one included
 * @param who      where halting is taught, who still learns
 * @see "Less is More: Recursive Reasoning with Tiny Networks", arXiv 2510.04871
 */
export const carriedLoss = (
  params: Params,
  y: Tensor3D,
  targets: Tensor2D,
  steps: number,
  { haltLossWeight }: ModelConfig,
  who?: Running,
): CarriedLoss => {
  const logits = readout(params, y);
  if (who === undefined) return { loss: crossEntropy(logits, targets) };
  const { running, minimumSteps } = who;
  const q = lastQ(params, y);
  const right = wholeSequenceRight(logits, targets);
  const wants = tf.cast(tf.greater<Tensor1D>(detach(q), 0), "float32");
  const goes = tf.sub(1, afterMinimum(wants, steps, minimumSteps));
  return {
    loss: tf.add(
      crossEntropy(logits, targets, running),
      tf.mul(haltEntropy(q, right, running), haltLossWeight),
    ),
    crossEntropy: crossEntropy(detach(logits), targets),
    running: tf.mul<Tensor1D>(running, goes),
  };
};
