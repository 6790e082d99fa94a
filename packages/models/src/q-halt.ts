/** @file TRM's binary halting: every sequence decides how many steps it takes. */
import * as tf from "@tensorflow/tfjs-core";
import type {
  Scalar,
  Tensor1D,
  Tensor2D,
  Tensor3D,
} from "@tensorflow/tfjs-core";
import { detach } from "./detach";
import type { StartHalting } from "./halting";
import { linear } from "./linear";
import type { LinearParams } from "./params";

/** 1 for the sequences whose q = head(y at position 0) is above 0; [B], without a gradient. */
const wantsToHalt = (y: Tensor3D, head: LinearParams): Tensor1D => {
  const [B, , C] = y.shape;
  const first = tf.slice(detach(y), [0, 0, 0], [B, 1, C]);
  const q: Tensor2D = linear(tf.reshape(first, [B, C]), head);
  const above = tf.greater<Tensor1D>(detach(tf.reshape(q, [B])), 0);
  return tf.cast(above, "float32");
};

/**
 * output = y of the step at which the sequence halts: the first s with q_s > 0 and s + 1 at least its minimum, else the
 * last.
 *
 *   q_s = q(y_s at position 0)
 *
 * The reference goes on with the whole batch until its last sequence has halted, and takes that step's y for all;
 * `perSequenceHalt` gives each sequence the y of its own step. Nothing here has a gradient with respect to q.
 */
export const startQHalt: StartHalting = ({ params, B, config, options }) => {
  const { minimumSteps, perSequenceHalt, assumeRunning } = options;
  const selects = !assumeRunning && !config.fullCompute;
  const head = params.q!;
  let step = 0;
  let output: Tensor3D | undefined;
  /** 1 until the sequence has halted. */
  let running: Tensor1D = tf.ones([B]);
  /** 1 while the sequence's output follows y: until it has halted, or until the whole batch has. */
  let following: Tensor1D = running;
  let used: Tensor1D = tf.zeros([B]);

  const select = (y: Tensor3D, before: Tensor3D): Tensor3D =>
    tf.where(tf.reshape(tf.greater(following, 0), [B, 1, 1]), y, before);

  const halts = (y: Tensor3D): Tensor1D => {
    const wants = wantsToHalt(y, head);
    if (minimumSteps === undefined) return wants;
    const may = tf.lessEqual(minimumSteps, tf.scalar(step, "int32"));
    return tf.mul(wants, tf.cast(may, "float32"));
  };

  return {
    observe: (y) => {
      step += 1;
      used = tf.add(used, following);
      output = output && selects ? select(y, output) : y;
      if (config.fullCompute) return;
      running = tf.mul(running, tf.sub(1, halts(y)));
      following = perSequenceHalt
        ? running
        : tf.add(tf.zeros([B]), tf.max(running));
    },
    finish: () => ({
      output: output!,
      report: {
        stepsTaken: tf.max<Scalar>(used),
        meanSteps: tf.mean<Scalar>(used),
        running: tf.sum<Scalar>(running),
      },
    }),
  };
};
