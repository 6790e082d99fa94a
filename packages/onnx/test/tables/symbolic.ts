/** @file Functions of inputs with symbolic extents, by what they do. */
import * as tf from "@tensorflow/tfjs-core";
import type { SYMBOLIC } from "../support/symbolic";

type Inputs = Record<keyof typeof SYMBOLIC, tf.Tensor>;

/** B, S and P: the extents batch, sequence and past. */
interface Extents {
  readonly B: number;
  readonly S: number;
  readonly P: number;
}

type SymbolicCase = (inputs: Inputs, extents: Extents) => tf.Tensor;

const flat = (x: tf.Tensor): tf.Tensor => tf.reshape(x, [-1]);

/** Attention with a cache: new keys after old ones, a key visible if its mask is set. */
const attention: SymbolicCase = ({ a, w, cache, mask }, { B, S }) => {
  const rows = tf.matMul(tf.reshape(a, [B * S, 6]), w);
  const heads = tf.transpose(tf.reshape(rows, [B, S, 2, 3]), [0, 2, 1, 3]);
  const keys = tf.concat([cache, heads], 2);
  const scores = tf.mul(tf.matMul(heads, keys, false, true), 0.05);
  const visible = tf.reshape(tf.cast(mask, "bool"), [B, 1, 1, -1]);
  const weights = tf.softmax(
    tf.where(visible, scores, tf.fill(scores.shape, -1e4)),
  );
  const mixed = tf.transpose(tf.matMul(weights, keys), [0, 2, 1, 3]);
  return tf.reshape(mixed, [B, S, 6]);
};

export const SYMBOLIC_CASES: Readonly<Record<string, SymbolicCase>> = {
  "one reshape that joins symbols": ({ a }, { B, S }) =>
    tf.reshape(a, [B * S, 6]),
  "a reshape that splits what was joined": ({ a }, { B, S }) =>
    tf.reshape(tf.exp(tf.reshape(a, [B * S, 6])), [B, S, 3, 2]),
  "a reshape that keeps the symbols": ({ a }, { B, S }) =>
    tf.reshape(a, [B, S, 2, 3]),
  "a reshape that joins a symbol and a number": ({ a }, { B, S }) =>
    tf.reshape(a, [B, S * 6]),
  "a reshape to one axis": ({ a, b }, { B, S, P }) =>
    tf.concat([tf.reshape(a, [B * S * 6]), tf.reshape(b, [B * P * 6])]),
  "a reshape of a sum of symbols": ({ mask }, { B, S, P }) =>
    tf.reshape(mask, [B, 1, P + S, 1]),
  "a reshape beside an extent that may be 0": ({ cache }, { B, P }) =>
    tf.reshape(cache, [2, P, 3 * B]),
  "a reshape of what may be nothing": ({ cache }, { B, P }) =>
    tf.reshape(tf.transpose(cache, [2, 0, 1, 3]), [P, B * 2, 3]),
  "new axes": ({ a }) => tf.expandDims(tf.expandDims(a, 1), -1),
  "a squeeze": ({ a }) => tf.squeeze(tf.sum(a, 1, true), [1]),
  transposes: ({ a, cache }) =>
    tf.concat([
      flat(tf.transpose(a, [2, 0, 1])),
      flat(tf.transpose(cache, [3, 2, 1, 0])),
    ]),
  "a product with weights": ({ a, w }) =>
    tf.matMul(a, tf.tile(tf.expandDims(w), [a.shape[0], 1, 1])),
  "a batch of products": ({ a, b }) => tf.matMul(a, b, false, true),
  "a linear layer of rows": ({ a, w, v }, { B, S }) =>
    tf.add(tf.matMul(tf.reshape(a, [B * S, 6]), w), v),
  "a softmax over a symbol": ({ a }) => tf.softmax(tf.transpose(a, [0, 2, 1])),
  "a log-softmax": ({ a }) => tf.logSoftmax(a),
  "a concat over symbols": ({ a, b }) => tf.concat([b, a, b], 1),
  "a slice up to a symbol": ({ mask }, { B, S, P }) =>
    tf.slice(mask, [0, P], [B, S]),
  "a slice from the start": ({ mask }, { B, P }) =>
    tf.slice(mask, [0, 0], [B, P]),
  "the last of a symbol": ({ a }, { B, S }) =>
    tf.slice(a, [0, S - 1, 0], [B, 1, 6]),
  "all but the first": ({ a }, { B, S }) =>
    tf.slice(a, [0, 1, 2], [B, S - 1, 3]),
  "a strided slice": ({ a }) =>
    tf.stridedSlice(a, [0, 0, 1], [0, 0, 6], [1, 1, 2], 3, 3),
  "a split at a symbol": ({ mask }, { S, P }) => {
    const [past, fresh] = tf.split(mask, [P, S], 1);
    return tf.concat([fresh!, past!], 1);
  },
  "a split of a number": ({ a }) => {
    const [x, y] = tf.split(a, 2, 2);
    return tf.mul(x!, y!);
  },
  "a tile that repeats a symbol": ({ a }) => tf.tile(a, [1, 2, 1]),
  "a tile as often as a symbol": ({ v }, { S }) => tf.tile(v, [S]),
  "a broadcast to symbols": ({ v }, { B, S }) => tf.broadcastTo(v, [B, S, 6]),
  "a running sum": ({ mask }) => tf.cumsum(mask, 1),
  "a running sum backwards and exclusive": ({ a }) =>
    tf.cumsum(a, 1, true, true),
  "a one-hot": ({ ids }) => tf.oneHot(tf.cast(ids, "int32"), 6),
  "a lookup": ({ w, ids }) => tf.gather(w, tf.cast(ids, "int32")),
  "a lookup along a symbol": ({ a }) =>
    tf.gather(a, tf.tensor1d([0, 0], "int32"), 1),
  "a choice": ({ a, flags }) =>
    tf.where(tf.expandDims(flags, -1), a, tf.zerosLike(a)),
  "a comparison of all pairs": ({ mask }, { B }) => {
    const c = tf.cumsum(mask, 1);
    return tf.lessEqual(tf.reshape(c, [B, 1, -1]), tf.reshape(c, [B, -1, 1]));
  },
  "constants of symbolic shape": ({ a }, { B, S }) =>
    tf.add(tf.mul(tf.ones([B, S, 6]), a), tf.fill([B, 1, 6], 2)),
  "nothing but constants of symbolic shape": (_, { B, P }) =>
    tf.fill([B, P, 2], 0.5),
  "a symbol as a number": ({ a }, { S }) =>
    tf.div(a, tf.cast(tf.scalar(S, "int32"), "float32")),
  "symbols as a vector": (_, { B, S, P }) =>
    tf.tensor1d([B, S, P, P + S, 7, B * S, 2 * S, S + 1], "int32"),
  "sums over a number and a symbol": ({ a }) =>
    tf.concat([tf.sum(a, 2), tf.expandDims(tf.sum(a, [1, 2]), 1)], 1),
  "a mean over a symbol": ({ a }) => tf.mean(a, 1),
  "largest and smallest": ({ a }) => tf.sub(tf.max(a, 1), tf.sum(tf.min(a, 2))),
  "the place of the largest": ({ a }) => tf.argMax(a, 1),
  "whether any and all are set": ({ flags }) =>
    tf.logicalAnd(tf.any(flags, 1), tf.logicalNot(tf.all(flags, 1))),
  "a reversal": ({ a }) => tf.reverse(a, 1),
  "a border": ({ a }, { P }) =>
    tf.pad(a, [
      [0, 0],
      [P, 1],
      [0, 0],
    ]),
  "a stack": ({ a }) => tf.stack([a, tf.neg(a)], 1),
  "an einsum": ({ a, w }) => tf.einsum("bsc,cd->bsd", a, w),
  "attention with a cache": attention,
  "the gradient of attention": (inputs, extents) =>
    // Squares would have gradients that cancel to less than the rounding of their terms.
    tf.grad((a) => tf.sum(tf.tanh(attention({ ...inputs, a }, extents))))(
      inputs.a,
    ),
  "the gradient of a linear layer": ({ a, w, v }, { B, S }) => {
    const rows = tf.reshape(a, [B * S, 6]);
    const loss = (w: tf.Tensor, v: tf.Tensor) =>
      tf.sum<tf.Scalar>(tf.tanh(tf.add(tf.matMul(rows, w), v)));
    return tf.concat(tf.grads(loss)([w, v]).map(flat));
  },
};
