import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { clipFactor } from "./clip";

beforeAll(() => tf.setBackend("cpu"));

/** A gradient in two pieces, of norm 5. */
const pieces = () => [tf.tensor1d([3, 0]), tf.tensor1d([4])];

const factor = (clipNorm: number, of = pieces()): number =>
  clipFactor(of, clipNorm).dataSync()[0]!;

describe("clipFactor", () => {
  it("brings the norm of all pieces together down to the largest allowed", () => {
    expect(factor(2)).toBeCloseTo(0.4, 6);
  });

  it("is exactly 1 where the norm is below it", () => {
    expect(factor(5.1)).toBe(1);
    expect(factor(1e9)).toBe(1);
  });

  it("is 1 for a gradient of zeros and for none at all", () => {
    expect(factor(0.1, [tf.zeros([3])])).toBe(1);
    expect(factor(0.1, [])).toBe(1);
  });

  it("is NaN for a gradient that is, so that it cannot go unnoticed", () => {
    expect(factor(1, [tf.tensor1d([1, NaN])])).toBeNaN();
  });
});
