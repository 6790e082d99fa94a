/** @file A signature with symbols, and inputs for any sizes of them. */
import type { HostTensor } from "../../src/runtime";
import type { Signature } from "../../src/signature";
import { signatureUnder } from "../../src/symbols/extents";
import { bool, spread, spreadInts } from "./case";

export const SYMBOLIC = {
  a: { dtype: "float32", shape: ["batch", "sequence", 6] },
  b: { dtype: "float32", shape: ["batch", "past", 6] },
  cache: { dtype: "float32", shape: ["batch", 2, "past", 3] },
  ids: { dtype: "int64", shape: ["batch", "sequence"] },
  mask: { dtype: "int32", shape: ["batch", "past + sequence"] },
  flags: { dtype: "bool", shape: ["batch", "sequence"] },
  w: { dtype: "float32", shape: [6, 6] },
  v: { dtype: "float32", shape: [6] },
} as const satisfies Signature;

/** What the symbols stand for. */
export interface TestSizes {
  readonly batch: number;
  readonly sequence: number;
  readonly past: number;
}

/** Inputs of the given sizes; ids lie in [0, 6). */
export const symbolicFeeds = (
  sizes: TestSizes,
): Readonly<Record<string, HostTensor>> => {
  const signature = signatureUnder(SYMBOLIC, new Map(Object.entries(sizes)));
  return Object.fromEntries(
    Object.entries(signature).map(([name, { dtype, shape }]) => [
      name,
      ELEMENTS[dtype](shape),
    ]),
  );
};

const ELEMENTS = {
  float32: (shape: readonly number[]) => spread(shape),
  int32: (shape: readonly number[]) => spreadInts(shape, 0, 2),
  int64: (shape: readonly number[]) => spreadInts(shape, 0, 6),
  bool: (shape: readonly number[]) =>
    bool([...spreadInts(shape, 0, 2).data], shape),
};
