/** @file TRM's binary halting: every sequence decides how many steps it takes. */
import * as tf from "@tensorflow/tfjs-core";
import type {
  Scalar,
  Tensor1D,
  Tensor2D,
  Tensor3D,
} from "@tensorflow/tfjs-core";
import { countSteps } from "./block-passes";
import { detach } from "./detach";
import { haltMemory, type HaltMemory } from "./halt-memory";
import type { HaltingReport, StartHalting } from "./halting";
import { asksQ } from "./halting-depth";
import { linear } from "./linear";
import type { LinearParams } from "./params";

/** 1 where q = head(y) is above 0; [B T], without a gradient. */
const wantsToHalt = (y: Tensor3D, head: LinearParams): Tensor1D => {
  const [B, T, C] = y.shape;
  const q: Tensor2D = linear(tf.reshape(y, [B * T, C]), head);
  const above = tf.greater<Tensor1D>(detach(tf.reshape(q, [B * T])), 0);
  return tf.cast(above, "float32");
};

/** A number per sequence, [B], as one per position, [B, T]. */
const atEveryPosition = (x: Tensor1D, T: number): Tensor2D => {
  const [B] = x.shape;
  return tf.add(tf.zeros([B, T]), tf.reshape(x, [B, 1]));
};

/** 1 for the sequences whose first token asks to halt after so many steps, [B]. */
const asks = (
  y: Tensor3D,
  steps: number,
  head: LinearParams,
  memory: HaltMemory | undefined,
): Tensor1D => {
  const [B, T] = y.shape;
  if (memory) {
    const wants: Tensor2D = tf.reshape(wantsToHalt(y, head), [B, T]);
    return memory.recall(steps, wants);
  }
  return wantsToHalt(tf.slice(detach(y), [0, 0, 0], [B, 1, -1]), head);
};

/** The same, but 0 before the sequence's minimum of steps, [B], where there is one. */
export const afterMinimum = (
  wants: Tensor1D,
  steps: number,
  minimumSteps: Tensor1D | undefined,
): Tensor1D => {
  if (minimumSteps === undefined) return wants;
  const may = tf.lessEqual(minimumSteps, tf.scalar(steps, "int32"));
  return tf.mul(wants, tf.cast(may, "float32"));
};

/** y of the sequences that follow it; of the others what they had. */
const follow = (
  following: Tensor1D,
  y: Tensor3D,
  before: Tensor3D,
): Tensor3D => {
  const [B] = following.shape;
  return tf.where(tf.reshape(tf.greater(following, 0), [B, 1, 1]), y, before);
};

const reportOf = (used: Tensor1D, running: Tensor1D): HaltingReport => ({
  stepsTaken: tf.max<Scalar>(used),
  meanSteps: tf.mean<Scalar>(used),
  running: tf.sum<Scalar>(running),
});

/**
 * output = y of the step at which the sequence halts: the first s with q_s > 0 and s + 1 at least its minimum, else the
 * last.
 *
 *   q_s = q(y_s at position 0)
 *
 * The reference goes on with the whole batch until its last sequence has halted, and takes that step's y for all;
 * `perSequenceHalt` gives each sequence the y of its own step, and so does decoding, where position 0 is the sequence's
 * first token, which may lie in the past. Nothing here has a gradient with respect to q.
 */
export const startQHalt: StartHalting = ({ params, B, T, config, options }) => {
  const { minimumSteps, assumeRunning, decoding } = options;
  const perSequenceHalt = decoding !== undefined || options.perSequenceHalt;
  const asking = asksQ(config);
  const memory = decoding && asking ? haltMemory(decoding, config) : undefined;
  const selects = !assumeRunning && asking;
  const head = params.q!;
  let step = 0;
  let output: Tensor3D | undefined;
  /** 1 until the sequence has halted. */
  let running: Tensor1D = tf.ones([B]);
  /** 1 while the sequence's output follows y: until it has halted, or until the whole batch has. */
  let following: Tensor1D = running;
  let used: Tensor1D = tf.zeros([B]);

  return {
    observe: (y) => {
      step += 1;
      used = tf.add(used, following);
      output = output && selects ? follow(following, y, output) : y;
      // What halts after its last step needs no decision, and a cache has no place for one.
      if (!asking || (memory && step === countSteps(config))) return;
      const wants = asks(y, step, head, memory);
      const halts = afterMinimum(wants, step, minimumSteps);
      running = tf.mul(running, tf.sub(1, halts));
      following = perSequenceHalt
        ? running
        : tf.add(tf.zeros([B]), tf.max(running));
    },
    finish: () => ({
      output: output!,
      report: reportOf(used, running),
      stepsUsed: atEveryPosition(used, T),
    }),
    mark: memory && ((key, pass) => memory.mark(key, pass, running)),
  };
};
