import * as tf from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor } from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { bindInputs, type BoundTensor } from "./bind-inputs";
import { SignatureError } from "./errors";
import { encodeGraph } from "./proto/encode";
import type { Signature } from "./signature";
import { toGraph } from "./to-onnx";

const SIGNATURE: Signature = {
  x: { dtype: "float32", shape: ["n", 2] },
  w: { dtype: "float32", shape: [2, 2] },
  bias: { dtype: "float32", shape: [2] },
  zero: { dtype: "float32", shape: [2] },
  ids: { dtype: "int64", shape: [2] },
};
const graph = toGraph(
  ({ x, w, bias, zero, ids }) => ({
    y: tf.add(tf.add(tf.matMul(x!, w!), bias!), tf.cast(ids!, "float32")),
    z: tf.sub(tf.neg(x!), zero!),
  }),
  SIGNATURE,
);
const f32 = (shape: number[], ...data: number[]): BoundTensor => ({
  dtype: "float32",
  shape,
  data: Float32Array.from(data),
});
const WEIGHTS = {
  w: f32([2, 2], 1, 2, 3, 4),
  bias: f32([2], 0, 0),
  zero: f32([2], 0, 0),
  ids: { dtype: "int32", shape: [2], data: Int32Array.of(5, -6) },
} as const;

describe("bound inputs", () => {
  const bytes = encodeGraph(bindInputs(graph, WEIGHTS));

  it("are inputs no more, and have their values when the model runs", async () => {
    const session = await InferenceSession.create(bytes, {
      intraOpNumThreads: 1,
    });
    expect(session.inputNames).toEqual(["x"]);
    const x = new Tensor("float32", Float32Array.of(1, 0, 0, 1), [2, 2]);
    const { y, z } = await session.run({ x });
    expect([...(y!.data as Float32Array)]).toEqual([6, -4, 8, -2]);
    expect([...(z!.data as Float32Array)]).toEqual([-1, -0, -0, -1]);
  });
  it("leave the graph that they were bound to as it was", () => {
    expect(graph.inputs.map(({ name }) => name)).toEqual(
      Object.keys(SIGNATURE),
    );
  });
});

describe("a value to bind", () => {
  it.each<[Record<string, unknown>, RegExp]>([
    [{ v: WEIGHTS.w }, /"v" .*no input.*expected one of x, w, bias/],
    [{ w: f32([4], 1, 2, 3, 4) }, /"w": expected float32\[2,2\].*\[4\]/],
    [{ w: f32([2, 2], 1, 2) }, /of 4 elements, received .* of 2/],
    [{ w: WEIGHTS.ids }, /expected float32.*received "int32"/],
    [{ ids: f32([2], 1, 2) }, /expected int32\[2\]/],
    [{ x: f32([1, 2], 1, 2) }, /"x" cannot be bound: .*\[n, 2\] has symbols/],
  ])("is refused when it is %j", (values, words) => {
    const bind = () => bindInputs(graph, values as Record<string, BoundTensor>);
    expect(bind).toThrow(SignatureError);
    expect(bind).toThrow(words);
  });
});
