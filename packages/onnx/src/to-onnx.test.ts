import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { toOnnx } from "./to-onnx";
import { compile } from "./runtime";

describe("toOnnx", () => {
  it("gives the same bytes twice", () => {
    const fn = ({ x }: Record<string, tf.Tensor>) => ({ y: tf.exp(x!) });
    const signature = { x: { dtype: "float32", shape: [2, 3] } } as const;
    expect(toOnnx(fn, signature)).toEqual(toOnnx(fn, signature));
  });
  it("compiles gradients", async () => {
    const run = await compile(
      ({ x, w }) => {
        const [dx, dw] = tf.grads((a, b) => tf.sum(tf.tanh(tf.matMul(a, b))))([
          x!,
          w!,
        ]);
        return { dx: dx!, dw: dw! };
      },
      {
        x: { dtype: "float32", shape: [2, 3] },
        w: { dtype: "float32", shape: [3, 2] },
      },
      { threads: 1 },
    );
    const out = await run.run({
      x: {
        dtype: "float32",
        shape: [2, 3],
        data: Float32Array.of(1, 2, 3, 4, 5, 6).map((v) => v / 10),
      },
      w: {
        dtype: "float32",
        shape: [3, 2],
        data: Float32Array.of(1, 2, 3, 4, 5, 6).map((v) => v / 10),
      },
    });
    expect(out["dw"]!.data[0]).toBeCloseTo(
      0.1 * (1 - Math.tanh(0.22) ** 2) + 0.4 * (1 - Math.tanh(0.49) ** 2),
      6,
    );
  });
});
