import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { averageWeights } from "./ema";

beforeAll(() => tf.setBackend("cpu"));

const average = (ema: number, p: number, decay: number): number =>
  averageWeights(tf.tensor1d([ema]), tf.tensor1d([p]), decay).dataSync()[0]!;

const weight = fc.float({ min: -4, max: 4, noNaN: true });
const decay = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe("averageWeights", () => {
  it("is (1 - d) p + d ema", () => {
    fc.assert(
      fc.property(weight, weight, decay, (ema, p, d) => {
        const error = Math.abs(average(ema, p, d) - ((1 - d) * p + d * ema));
        // Three float32 roundings of numbers of at most 8.
        expect(error).toBeLessThan(3 * 8 * 2 ** -24);
      }),
    );
  });

  it("weights that stand still are their own average, to the bit", () => {
    fc.assert(
      fc.property(weight, decay, (p, d) => {
        expect(average(p, p, d) === p).toBe(true);
      }),
    );
  });

  it("with d = 0 is the weights, to the bit", () => {
    fc.assert(
      fc.property(weight, weight, (ema, p) => {
        expect(average(ema, p, 0) === p).toBe(true);
      }),
    );
  });

  it("forgets as fast as the decay says where float32 can hardly tell it from 1", () => {
    const d = 1 - 1e-6;
    const forgotten = average(1, 0, d) - 1;
    expect(Math.abs(forgotten / -1e-6 - 1)).toBeLessThan(0.05);
    expect(average(0, 1, d) / 1e-6).toBeCloseTo(1, 6);
  });
});
