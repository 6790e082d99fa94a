import * as tf from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { numbers, useCpu } from "../../test/cpu";
import { dropout, dropoutKey, dropoutSite, maskValues } from "./dropout-mask";

beforeAll(useCpu);

const SIZE = 40_000;
const keep = (seed: number, step: number, site: number, rate = 0.1): number[] =>
  [...maskValues(dropoutKey(seed, step), { shape: [SIZE], site, rate })].map(
    Math.sign,
  );

/** Correlation of two sequences of 0 and 1 that are 1 with probability p. */
const correlation = (a: number[], b: number[], p: number): number => {
  const n = Math.min(a.length, b.length);
  let sum = 0;
  for (let i = 0; i < n; i++) sum += (a[i]! - p) * (b[i]! - p);
  return sum / n / (p * (1 - p));
};

/** Five standard errors of a correlation. */
const NOISE = 5 / Math.sqrt(SIZE);

describe("the dropout mask", () => {
  it("has the bits that numpy's uint32 arithmetic gives", () => {
    const bits = (key: number, site: number, rate: number): string =>
      [...maskValues(key, { shape: [64], site, rate })].map(Math.sign).join("");
    expect(bits(-123456789, 7, 0.3)).toBe(
      "0101101101111100011111101111111111101111010100111101111010101011",
    );
    expect(bits(5, 0, 0.5)).toBe(
      "0101100000100101010001111111000111101110110111011110001001101010",
    );
  });

  it.each([0.02, 0.1, 0.5, 0.9])("drops a fraction of %s", (rate) => {
    const dropped = keep(1, 1, 0, rate).filter((kept) => kept === 0).length;
    const error = Math.sqrt((rate * (1 - rate)) / SIZE);
    expect(Math.abs(dropped / SIZE - rate)).toBeLessThan(5 * error);
  });

  it("keeps the expectation: what stays is scaled by 1 / (1 - rate)", () => {
    const mask = maskValues(1, { shape: [100], site: 0, rate: 0.2 });
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1.25)]));
  });

  it("is independent between elements, sites, steps and seeds", () => {
    const mask = keep(1, 1, 0);
    for (const lag of [1, 2, 3, 32, 64, 384]) {
      const shifted = mask.slice(lag);
      expect(
        Math.abs(correlation(mask, shifted, 0.9)),
        `lag ${lag}`,
      ).toBeLessThan(NOISE);
    }
    for (const [seed, step, site] of [
      [1, 1, 1],
      [1, 1, 2],
      [1, 1, 3],
      [1, 2, 0],
      [1, 3, 0],
      [2, 1, 0],
      [1, 0, 1],
      [0, 1, 0],
    ] as const) {
      const other = keep(seed, step, site);
      expect(
        Math.abs(correlation(mask, other, 0.9)),
        `${seed} ${step} ${site}`,
      ).toBeLessThan(NOISE);
    }
  });

  it("has no run of steps in which one element is always kept", () => {
    const kept = new Array<number>(64).fill(0);
    const steps = 2000;
    for (let step = 0; step < steps; step++) {
      const key = dropoutKey(3, step);
      maskValues(key, { shape: [64], site: 5, rate: 0.5 }).forEach(
        (value, i) => {
          kept[i]! += Math.sign(value);
        },
      );
    }
    for (const count of kept) {
      expect(Math.abs(count / steps - 0.5)).toBeLessThan(
        5 * Math.sqrt(0.25 / steps),
      );
    }
  });

  it("has its own site for every pass and place", () => {
    const sites = [0, 1, 2, 3].flatMap((pass) =>
      (["attention", "projection", "feedForward"] as const).map((place) =>
        dropoutSite(pass, place),
      ),
    );
    expect(new Set(sites).size).toBe(12);
  });
});

it("dropout multiplies values and gradients by the same mask", () => {
  const x = tf.fill([4, 8], 2);
  const key = tf.scalar(9, "int32");
  const { value, grads } = tf
    .engine()
    .gradients(() => dropout(x, key, 3, 0.25), [x]);
  const mask = maskValues(9, { shape: [4, 8], site: 3, rate: 0.25 });
  expect(numbers(grads[0]!)).toEqual([...mask]);
  expect(numbers(value)).toEqual([...mask.map((m) => 2 * m)]);
});
