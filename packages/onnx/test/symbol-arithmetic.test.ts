/** @file What a function may not compute from the sizes of its inputs. */
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { toGraph } from "../src/to-onnx";
import { SYMBOLIC } from "./support/symbolic";

const X = { x: { dtype: "float32", shape: ["n", "m"] } } as const;

const refuse = (fn: (x: tf.Tensor) => tf.Tensor) =>
  expect(() => toGraph(({ x }) => ({ y: fn(x!) }), X));

/** Arithmetic that is linear, or a number, for primes alone, or for large sizes, or for sizes in one order. */
describe("arithmetic that is no sum or product", () => {
  const { a, b, mask } = SYMBOLIC;
  type Sizes = Record<"B" | "S" | "P", number>;
  it.each<[string, (sizes: Sizes) => number]>([
    ["2 * ceil(S / 2)", ({ S }) => 2 * Math.ceil(S / 2)],
    ["15 * ceil(S / 15)", ({ S }) => 15 * Math.ceil(S / 15)],
    ["min(S, 128)", ({ S }) => Math.min(S, 128)],
    ["max(B, P)", ({ B, P }) => Math.max(B, P)],
    ["min(B, S)", ({ B, S }) => Math.min(B, S)],
    ["S % 2", ({ S }) => S % 2],
    ["S % 3", ({ S }) => S % 3],
  ])("is refused where data holds it: %s", (_, size) => {
    const compiled = (use: (y: tf.Tensor, n: number) => tf.Tensor) => () =>
      toGraph(
        (inputs) => {
          const [B, S] = inputs["a"]!.shape as [number, number];
          const P = inputs["b"]!.shape[1]!;
          return { y: use(inputs["a"]!, size({ B, S, P })) };
        },
        { a, b, mask },
      );
    const filled = compiled((_, n) => tf.fill([n], 1));
    const tiled = compiled((y, n) => tf.tile(tf.sum(y, 0, true), [n, 1, 1]));
    const added = compiled((y, n) =>
      tf.add(y, tf.cast(tf.scalar(n, "int32"), "float32")),
    );
    // One repetition is none, and then there is no operation.
    for (const attempt of [filled, tiled, added])
      expect(attempt).toThrow(/symbolic sizes/);
  });
  it("is refused where only the number of operations shows it", () => {
    const parity = (x: tf.Tensor) => (x.shape[1]! % 2 ? tf.exp(x) : tf.sin(x));
    const long = (x: tf.Tensor) => (x.shape[1]! > 128 ? tf.exp(x) : tf.sin(x));
    for (const fn of [parity, long])
      refuse(fn).toThrow(
        expect.objectContaining({ name: "SymbolicStructureError" }),
      );
  });
  it("is refused in an attribute", () => {
    refuse((x) => tf.leakyRelu(x, x.shape[1]! % 2)).toThrow(
      expect.objectContaining({ name: "SymbolicStructureError" }),
    );
  });
});
