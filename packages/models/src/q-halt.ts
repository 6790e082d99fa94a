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

/** bool to float32, without a gradient. */
const indicator = (condition: Tensor1D): Tensor1D =>
  tf.cast(detach(condition), "float32");

/**
 * output = y of the step at which the sequence halts: the first s with q_s > 0, s + 1 at least its minimum, or the last.
 *
 *   q_s = q(y_s at position 0)
 *
 * The reference goes on with the whole batch until its last sequence has halted, and takes that step's y for all;
 * `perSequenceHalt` gives each sequence the y of its own step. Nothing here has a gradient with respect to q.
 */
export const startQHalt: StartHalting = ({ params, B, config, options }) => {
  const { minimumSteps, perSequenceHalt = false } = options;
  const head = params.q!;
  const mayHalt = !config.fullCompute;
  let output: Tensor3D | undefined;
  let step = 0;
  /** 1 while a sequence's output still follows y: until itself, or until the whole batch, has halted. */
  let following: Tensor1D = tf.ones([B]);
  /** 1 until the sequence itself has halted. */
  let running: Tensor1D = tf.ones([B]);
  let used: Tensor1D = tf.zeros([B]);

  /** 1 for the sequences that y lets halt after the current step. */
  const halts = (y: Tensor3D): Tensor1D => {
    const first: Tensor2D = tf.reshape(
      tf.slice(detach(y), [0, 0, 0], [B, 1, -1]),
      [B, -1],
    );
    const q: Tensor1D = tf.reshape(linear(first, head), [B]);
    const wants = indicator(tf.greater(detach(q), 0));
    if (minimumSteps === undefined) return wants;
    const may = tf.lessEqual<Tensor1D>(minimumSteps, tf.scalar(step, "int32"));
    return tf.mul(wants, indicator(may));
  };

  return {
    observe: (y) => {
      step += 1;
      output = output
        ? tf.where(tf.reshape(tf.greater(following, 0), [B, 1, 1]), y, output)
        : y;
      used = tf.add(used, following);
      if (!mayHalt) return;
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
