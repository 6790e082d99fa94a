import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { numbers, useCpu } from "../../test/cpu";
import { layerNorm } from "./layer-norm";

beforeAll(useCpu);

const expectClose = (actual: tf.Tensor | undefined, expected: number[]) => {
  // float32, with sums over rows whose mean is 100 times their spread.
  for (const [i, value] of numbers(actual!).entries()) {
    expect(Math.abs(value - expected[i]!)).toBeLessThan(2e-4);
  }
};

it("LayerNorm and its gradients are PyTorch's", () => {
  const x = tf.tensor2d([1, 2, 4, -3, 100, 101, 99, 100.5], [2, 4]);
  const gain = tf.tensor1d([1, 0.5, -2, 3]);
  const bias = tf.tensor1d([0, 1, 2, 3]);
  const dy = tf.tensor2d([1, -1, 0.5, 2, 0.25, 1, -2, 1], [2, 4]);
  const { value, grads } = tf
    .engine()
    .gradients(() => layerNorm(x, { gain, bias }), [x, gain, bias], dy);
  // torch.nn.functional.layer_norm in float64
  expectClose(
    value,
    [
      0, 1.1961159842797926, -0.35339181135751163, -1.706783622715023,
      -0.16902930554197446, 1.5916025693969105, 5.04252749975554,
      4.52126374987777,
    ],
  );
  expectClose(
    grads[0],
    [
      -0.14708698820984456, -0.3205748433190422, 0.3130293678615257,
      0.15463246366736083, -2.5112883448710193, -0.33808797335211693,
      0.7244490609532477, 2.1249272572698885,
    ],
  );
  expectClose(
    grads[1],
    [
      -0.04225732638549062, 0.790973170234248, 3.630875452594894,
      -2.6307678318507466,
    ],
  );
  expectClose(grads[2], [1.25, 0, -1.5, 3]);
});

it("LayerNorm of a constant row is its bias", () => {
  const norm = { gain: tf.ones([3]), bias: tf.tensor1d([1, 2, 3]) };
  const y = layerNorm(tf.fill([1, 3], 7), norm);
  expect(numbers(y)).toEqual([1, 2, 3]);
});
