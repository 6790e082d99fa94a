/** @file A graph with names everywhere: extents, inputs of all types, an output without a shape that has a name. */
import * as tf from "@tensorflow/tfjs-core";
import { toGraph } from "../../src/to-onnx";

export const NAMED_GRAPH = toGraph(
  ({ ids, x, flags, gain, bias }) => ({
    twice: tf.concat([x!, x!], 1),
    odd: tf.stridedSlice(x!, [0, 0], [0, 0], [1, 2], 3, 3),
    next: tf.neg(ids!),
    rest: tf.add(tf.mul(tf.cast(flags!, "float32"), gain!), bias!),
  }),
  {
    ids: { dtype: "int64", shape: ["n"] },
    x: { dtype: "float32", shape: ["n", "past + m"] },
    flags: { dtype: "bool", shape: ["past", "m", 2] },
    gain: { dtype: "float32", shape: [2] },
    bias: { dtype: "float32", shape: [2] },
  },
);
