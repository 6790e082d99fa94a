/** @file Adaptive computation time: every position decides how many steps it takes. */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor2D, Tensor3D } from "@tensorflow/tfjs-core";
import { detach } from "./detach";
import type { HaltingReport, StartHalting } from "./halting";
import { linear } from "./linear";

/** A position halts when its accumulated probability reaches 1 - 1e-6. */
const HALT_THRESHOLD = 1 - 1e-6;

/** Per position, each [B, T]. */
interface Progress {
  /** 1 until the position halts, then 0. */
  readonly running: Tensor2D;
  /** A: halting probability spent so far. */
  readonly accumulated: Tensor2D;
  /** R: weight of the step at which it halted; 0 before. */
  readonly remainder: Tensor2D;
  /** Steps begun while running. */
  readonly updates: Tensor2D;
}

/** One step with halting probability p: this step's weight, and the progress after it. */
const advance = (
  { running, accumulated, remainder, updates }: Progress,
  p: Tensor2D,
): readonly [weight: Tensor2D, after: Progress] => {
  const reached = tf.greaterEqual(
    detach(tf.add(accumulated, p)),
    HALT_THRESHOLD,
  );
  const halts = tf.mul(running, tf.cast(reached, "float32"));
  const goesOn: Tensor2D = tf.sub(running, halts);
  const rest: Tensor2D = tf.mul(halts, tf.sub(1, accumulated));
  const spent: Tensor2D = tf.mul(goesOn, p);
  return [
    tf.add(rest, spent),
    {
      running: goesOn,
      accumulated: tf.add(accumulated, spent),
      remainder: tf.add(remainder, rest),
      updates: tf.add(updates, running),
    },
  ];
};

/** After the last step: what still runs gives its remainder to the last state. */
const neverHalts = (
  progress: Progress,
): readonly [weight: Tensor2D, after: Progress] => {
  const { running, accumulated, remainder } = progress;
  const rest: Tensor2D = tf.mul(running, tf.sub(1, accumulated));
  return [rest, { ...progress, remainder: tf.add(remainder, rest) }];
};

const reportOf = ({
  running,
  remainder,
  updates,
}: Progress): HaltingReport => ({
  ponderCost: tf.mean<Scalar>(tf.add(updates, remainder)),
  meanSteps: detach(tf.mean<Scalar>(updates)),
  running: detach(tf.sum<Scalar>(running)),
});

/** Weights [B, T] times states [B, T, C]. */
const weigh = (weight: Tensor2D, y: Tensor3D): Tensor3D =>
  tf.mul(tf.expandDims(weight, -1), y);

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
  const none: Tensor2D = tf.zeros([B, T]);
  let progress: Progress = {
    running: tf.ones([B, T]),
    accumulated: none,
    remainder: none,
    updates: none,
  };
  let output: Tensor3D | undefined;
  let last: Tensor3D;

  const add = (weight: Tensor2D, y: Tensor3D): void => {
    const part = weigh(weight, y);
    output = output ? tf.add<Tensor3D>(output, part) : part;
  };

  return {
    observe: (y) => {
      const rows: Tensor2D = tf.reshape(y, [B * T, -1]);
      const p: Tensor2D = tf.reshape(tf.sigmoid(linear(rows, head)), [B, T]);
      const [weight, after] = advance(progress, p);
      add(weight, y);
      progress = after;
      last = y;
    },
    finish: () => {
      if (complete) {
        const [weight, after] = neverHalts(progress);
        add(weight, last);
        progress = after;
      }
      return {
        output: output!,
        report: reportOf(progress),
        stepsUsed: detach(progress.updates),
      };
    },
  };
};
