import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, expect, it } from "vitest";
import { numbers, useCpu } from "../../test/cpu";
import { gelu } from "./gelu";

beforeAll(useCpu);

it("GELU and its gradient are PyTorch's", () => {
  const x = tf.tensor1d([-3, -1, -0.5, 0, 0.5, 1, 3]);
  const { value, grads } = tf.engine().gradients(() => gelu(x), [x]);
  // torch.nn.functional.gelu in float64
  const y = [
    -0.00404969409489031, -0.15865525393145702, -0.15426876936299344, 0,
    0.34573123063700656, 0.841344746068543, 2.99595030590511,
  ];
  const dx = [
    -0.01194564720418392, -0.08331547058768635, 0.13250487534383712, 0.5,
    0.8674951246561629, 1.0833154705876864, 1.011945647204184,
  ];
  // TF.js's erf on the CPU is a polynomial with an error of 1.5e-7.
  numbers(value).forEach((v, i) => expect(v).toBeCloseTo(y[i]!, 5.5));
  numbers(grads[0]!).forEach((v, i) => expect(v).toBeCloseTo(dx[i]!, 5.5));
});
