import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import { beforeAll, describe, expect, it } from "vitest";
import { clipFactor } from "./clip";

beforeAll(() => tf.setBackend("cpu"));

/** Of a gradient of a norm. */
const factor = (clipNorm: number, norm = 5): number =>
  clipFactor(tf.scalar(norm ** 2), clipNorm).dataSync()[0]!;

describe("clipFactor", () => {
  it("brings the norm of all together down to the largest allowed", () => {
    expect(factor(2)).toBeCloseTo(0.4, 6);
  });

  it("is exactly 1 where the norm is below it", () => {
    expect(factor(5.1)).toBe(1);
    expect(factor(1e9)).toBe(1);
  });

  it("is 1 for a gradient of zeros", () => {
    expect(factor(0.1, 0)).toBe(1);
  });

  it("is NaN for a gradient that is, so that it cannot go unnoticed", () => {
    expect(factor(1, NaN)).toBeNaN();
  });
});
