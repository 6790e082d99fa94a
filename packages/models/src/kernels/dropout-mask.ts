/** @file Dropout as a mask that is a pure function of (seed, step, site, element). */
import * as tf from "@tensorflow/tfjs-core";
import type { Scalar, Tensor } from "@tensorflow/tfjs-core";
import { fmix32, subkey } from "../hash";
import { runKernel, type ModelKernel } from "./model-kernel";

/** What makes one mask: its shape, its place in the network, and the fraction that is dropped. */
export type DropoutMaskAttributes = {
  readonly shape: readonly number[];
  /** {@link dropoutSite} of a pass and a place. */
  readonly site: number;
  /** Fraction in (0, 1). */
  readonly rate: number;
};

/** Input key, an int32 scalar; output the mask, float32. */
export const DROPOUT_MASK: ModelKernel<
  { key: Tensor },
  DropoutMaskAttributes,
  Tensor
> = {
  name: "DropoutMask",
  compute: ({ key }, attributes) =>
    tf.tensor(
      maskValues(key.dataSync<"int32">()[0] ?? 0, attributes),
      [...attributes.shape],
      "float32",
    ),
};

const PLACES = ["attention", "projection", "feedForward"] as const;

/** Where in a block a mask is applied. */
export type DropoutPlace = (typeof PLACES)[number];

/** The integer that tells one mask of a forward from another. */
export const dropoutSite = (pass: number, place: DropoutPlace): number =>
  pass * PLACES.length + PLACES.indexOf(place);

/**
 * The key of one training step's masks.
 *
 * @returns a signed 32-bit integer, to be passed to the forward as an int32 scalar
 */
export const dropoutKey = (seed: number, step: number): number =>
  subkey(fmix32(seed), step) | 0;

/**
 * x with a fraction of its elements set to 0 and the others scaled by 1 / (1 - rate).
 *
 * @param x     any shape
 * @param key   int32 scalar
 * @param site  {@link dropoutSite}
 * @param rate  fraction in (0, 1)
 */
export const dropout = <T extends Tensor>(
  x: T,
  key: Scalar,
  site: number,
  rate: number,
): T => {
  const attributes = { shape: x.shape, site, rate };
  return tf.mul(x, runKernel(DROPOUT_MASK, { key }, attributes));
};

/**
 * The mask's numbers, 0 or 1 / (1 - rate), in row-major order. All arithmetic is modulo 2^32:
 *
 *   k = fmix32(key) xor fmix32(site 0x9E3779B9)
 *   x = (fmix32(i) xor k) 0x85EBCA6B;  x = (x + (x >> 15)) 0xC2B2AE35;  element i is dropped iff x < floor(rate 2^32)
 *
 * fmix32(i) depends on nothing but the shape, so that an engine may keep it as a constant.
 */
export const maskValues = (
  key: number,
  { shape, site, rate }: DropoutMaskAttributes,
): Float32Array => {
  const mask = new Float32Array(shape.reduce((size, n) => size * n, 1));
  const k = fmix32(key) ^ subkey(0, site);
  const threshold = Math.floor(rate * 2 ** 32);
  const kept = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) {
    let x = Math.imul(fmix32(i) ^ k, 0x85ebca6b);
    x = Math.imul(x + (x >>> 15), 0xc2b2ae35) >>> 0;
    mask[i] = x < threshold ? 0 : kept;
  }
  return mask;
};
