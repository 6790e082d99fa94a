/** @file The dropout mask as unsigned integer arithmetic: the same bits in every engine. */
import type { GraphBuilder } from "../graph/builder";
import { sizeOf, type Value } from "../graph/graph";
import { finalizerHash } from "./finalizer-hash";
import { rule, type Rule } from "./rule";
import { cast } from "./shapes";

interface MaskAttributes {
  readonly shape: readonly number[];
  readonly site: number;
  readonly rate: number;
}

/** Arithmetic modulo 2^32 on values of one shape. */
const words = (shape: readonly number[], builder: GraphBuilder) => {
  const type = { dtype: "uint32", shape } as const;
  const constant = (word: number) => builder.scalar(word >>> 0, "uint32");
  const binary = (op: string) => (x: Value, y: Value | number) =>
    builder.emit(op, [x, typeof y === "number" ? constant(y) : y], type);
  const shiftRight = (x: Value, bits: number) =>
    builder.emit("BitShift", [x, constant(bits)], type, {
      attributes: { direction: "RIGHT" },
    });
  return {
    add: binary("Add"),
    times: binary("Mul"),
    xor: binary("BitwiseXor"),
    shiftRight,
  };
};

/** finalizerHash(key) xor finalizerHash(site * 0x9E3779B9) as a scalar of the graph; the first is computed once for all sites. */
const siteKey = (key: Value, site: number, builder: GraphBuilder): Value => {
  const { times, xor, shiftRight } = words([], builder);
  const xorShift = (x: Value, bits: number) => xor(x, shiftRight(x, bits));
  const start = xorShift(cast(key, "uint32", builder), 16);
  const middle = xorShift(times(start, 0x85ebca6b), 13);
  const stepKey = xorShift(times(middle, 0xc2b2ae35), 16);
  return xor(stepKey, finalizerHash(Math.imul(site, 0x9e3779b9)));
};

const elementHashes = new WeakMap<GraphBuilder, Map<string, Value>>();

/** finalizerHash(i) of every element i: one constant per shape and graph. */
const elementHash = (
  shape: readonly number[],
  builder: GraphBuilder,
): Value => {
  const known = elementHashes.get(builder) ?? new Map<string, Value>();
  elementHashes.set(builder, known);
  const key = shape.join();
  const hashes =
    known.get(key) ??
    builder.constant(
      Uint32Array.from({ length: sizeOf(shape) }, (_, i) => finalizerHash(i)),
      { dtype: "uint32", shape },
    );
  known.set(key, hashes);
  return hashes;
};

/**
 * 0 with probability `rate`, else 1 / (1 - rate): a hash of (key, site, element),
 * as the models' DropoutMask kernel defines it.
 *
 *   x = (hash(i) xor k) 0x85EBCA6B;  x = (x + (x >> 15)) 0xC2B2AE35;  kept iff x >= floor(rate 2^32)
 */
export const dropoutMask: Rule = rule<"key", MaskAttributes>(
  ({ key }, { shape, site, rate }, builder) => {
    const { add, times, xor, shiftRight } = words(shape, builder);
    const mixed = xor(elementHash(shape, builder), siteKey(key, site, builder));
    const spread = times(mixed, 0x85ebca6b);
    const hash = times(add(spread, shiftRight(spread, 15)), 0xc2b2ae35);
    const threshold = builder.scalar(Math.floor(rate * 2 ** 32), "uint32");
    const kept = builder.emit("GreaterOrEqual", [hash, threshold], {
      dtype: "bool",
      shape,
    });
    // A cast and a product run twice as fast as Where with two scalars.
    const mask = cast(kept, "float32", builder);
    return builder.emit("Mul", [mask, builder.float32(1 / (1 - rate))], mask);
  },
);
