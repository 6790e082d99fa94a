/** @file The mask of the compiled graph is the hash that it is documented to be, to the bit. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { i32 } from "./support/case";
import { runOnOnnxruntime } from "./support/run";

/** fmix32 of MurmurHash3. */
const fmix32 = (word: number): number => {
  let x = word | 0;
  x ^= x >>> 16;
  x = Math.imul(x, 0x85ebca6b);
  x ^= x >>> 13;
  x = Math.imul(x, 0xc2b2ae35);
  return (x ^ (x >>> 16)) >>> 0;
};

const expectedMask = (
  key: number,
  size: number,
  site: number,
  rate: number,
): number[] => {
  const k = fmix32(key) ^ fmix32(Math.imul(site, 0x9e3779b9));
  return Array.from({ length: size }, (_, i) => {
    const x = Math.imul(fmix32(i) ^ k, 0x85ebca6b);
    const hash = Math.imul(x + (x >>> 15), 0xc2b2ae35) >>> 0;
    return hash < Math.floor(rate * 2 ** 32) ? 0 : Math.fround(1 / (1 - rate));
  });
};

const KEYS = [0, 1, -1, 123456789, -(2 ** 31), 2 ** 31 - 1];
const SHAPE = [3, 7, 11];
const SITES = [0, 1, 35, 65537];
const RATES = [0.1, 0.5, 0.9];

describe("DropoutMask", () => {
  it("equals the hash in 32-bit integer arithmetic for every key, site and rate", async () => {
    const places = SITES.flatMap((site) =>
      RATES.map((rate) => ({ shape: SHAPE, site, rate })),
    );
    const compiled = (key: number) =>
      runOnOnnxruntime(
        ({ key }) =>
          Object.fromEntries(
            places.map((attributes, i) => [
              `mask${i}`,
              tf
                .engine()
                .runKernel<tf.Tensor>("DropoutMask", { key: key! }, attributes),
            ]),
          ),
        { key: i32([key], []) },
        {},
      );
    for (const key of KEYS) {
      const masks = await compiled(key);
      for (const [i, { site, rate }] of places.entries())
        expect(
          [...masks[`mask${i}`]!.data],
          `key ${key}, site ${site}, rate ${rate}`,
        ).toEqual(expectedMask(key, 3 * 7 * 11, site, rate));
    }
  });
});
