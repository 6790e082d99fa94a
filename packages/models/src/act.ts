/** @file Adaptive computation time: every position decides how many steps it takes. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { detach } from "./detach";
import type { StartHalting } from "./halting";
import { linear } from "./linear";

/** A position halts when its accumulated probability reaches 1 - 1e-6. */
const HALT_THRESHOLD = 1 - 1e-6;

/**
 * output = sum over steps of w_s y_s, with p_s = sigmoid(halt(y_s)) per position:
 *
 *   while running, w_s = p_s and A ← A + p_s; where A + p_s reaches 1 - 1e-6 the position halts and its weight is the
 *   remainder R = 1 - A. A position that never halts adds R y_last after the loop, on top of the p-weighted sum.
 *   ponder cost = mean over positions of (updates + R)
 *
 * Steps after every position has halted have weight exactly 0, so that unrolling them changes nothing. The mean runs
 * over the positions present.
 * Differs: the reference pads every sequence to its block size, and its ponder cost counts the padding too; on trimmed
 * sequences ours does not, and is another number. Nothing else depends on padding.
 *
 * @see Graves, "Adaptive Computation Time for Recurrent Neural Networks", 2016
 */
export const startAct: StartHalting = ({ params, B, T, complete }) => {
  const head = params.halt!;
  let running: Tensor2D = tf.ones([B, T]); // 1 until the position halts
  let accumulated: Tensor2D = tf.zeros([B, T]); // A
  let remainder: Tensor2D = tf.zeros([B, T]); // R
  let updates: Tensor2D = tf.zeros([B, T]);
  let output: Tensor3D | undefined;
  let last: Tensor3D;

  const weigh = (weight: Tensor2D, y: Tensor3D): Tensor3D =>
    tf.mul(tf.expandDims(weight, -1), y);

  return {
    observe: (y) => {
      const rows: Tensor2D = tf.reshape(y, [B * T, -1]);
      const p: Tensor2D = tf.reshape(tf.sigmoid(linear(rows, head)), [B, T]);
      const reached = tf.greaterEqual(
        detach(tf.add(accumulated, p)),
        HALT_THRESHOLD,
      );
      const halts = tf.mul(running, tf.cast(reached, "float32"));
      const goesOn: Tensor2D = tf.sub(running, halts);
      const rest = tf.mul(halts, tf.sub(1, accumulated));
      const step = tf.mul(goesOn, p);

      const part = weigh(tf.add(rest, step), y);
      output = output ? tf.add<Tensor3D>(output, part) : part;
      updates = tf.add(updates, running);
      remainder = tf.add(remainder, rest);
      accumulated = tf.add(accumulated, step);
      running = goesOn;
      last = y;
    },
    finish: () => {
      let result = output!;
      if (complete) {
        const rest: Tensor2D = tf.mul(running, tf.sub(1, accumulated));
        remainder = tf.add(remainder, rest);
        result = tf.add(result, weigh(rest, last));
      }
      return {
        output: result,
        report: {
          ponderCost: tf.mean<Scalar>(tf.add(updates, remainder)),
          meanSteps: detach(tf.mean<Scalar>(updates)),
          running: detach(tf.sum<Scalar>(running)),
        },
      };
    },
  };
};
