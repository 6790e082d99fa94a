import "@tensorflow/tfjs-backend-cpu";
import * as tf from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { checkResult } from "./check-signature";
import { SignatureError } from "./errors";
import type { Signature, TensorFunction } from "./signature";
import { toGraph, toOnnx } from "./to-onnx";

const SIGNATURE: Signature = { x: { dtype: "float32", shape: [2] } };
const double: TensorFunction = ({ x }) => ({ y: tf.add(x!, x!) });

/** What callers without types may pass. */
const untyped = (value: unknown) => value as never;

const expectRefusal = (run: () => unknown, words: RegExp): void => {
  expect(run).toThrow(SignatureError);
  expect(run).toThrow(words);
};

describe("the options of a compilation", () => {
  it.each([
    [{ opsett: 21 }, /unknown option "opsett".*opset or standardOnly/],
    [{ opset: 17 }, /"opset".*from 18 to 24, received 17/],
    [{ opset: 25 }, /received 25/],
    [{ opset: 20.5 }, /received 20.5/],
    [{ opset: "21" }, /received "21"/],
    [{ opset: NaN }, /received NaN/],
    [{ standardOnly: 1 }, /"standardOnly".*true or false, received 1/],
  ])("are refused when they are %j", (options, words) => {
    expectRefusal(() => toOnnx(double, SIGNATURE, untyped(options)), words);
    expectRefusal(() => toGraph(double, SIGNATURE, untyped(options)), words);
  });

  it("may be undefined, as if absent", () => {
    const options = { opset: undefined, standardOnly: undefined };
    expect(toOnnx(double, SIGNATURE, untyped(options))).toEqual(
      toOnnx(double, SIGNATURE),
    );
  });

  it.each([18, 24])("accept operator set %i", (opset) => {
    expect(() => toOnnx(double, SIGNATURE, { opset })).not.toThrow();
  });
});

describe("a signature", () => {
  it.each([
    [undefined, /the signature: expected .* received undefined/],
    [[], /the signature: expected .* received \[\]/],
    [{ "": { dtype: "float32", shape: [] } }, /named "".*rename/],
    [{ x: null }, /"x".*expected { dtype, shape }, received null/],
    [{ x: { dtype: "float64", shape: [2] } }, /"x".*received "float64"/],
    [{ x: { shape: [2] } }, /dtype of float32, int32, int64, bool, rece/],
    [{ x: { dtype: "int32" } }, /shape of integers .* received undefined/],
    [{ x: { dtype: "int32", shape: 2 } }, /received 2/],
    [{ x: { dtype: "int32", shape: [-1, 2] } }, /received \[-1, 2\]/],
    [{ x: { dtype: "int32", shape: [1.5] } }, /received \[1.5\]/],
    [{ x: { dtype: "int32", shape: [null, 2] } }, /received \[null, 2\]/],
    [
      { x: { dtype: "int32", shape: [2 ** 53] } },
      /received \[9007199254740992/,
    ],
    [{ x: { dtype: "int32", shape: Array(1) } }, /received \[undefined\]/],
  ])("is refused when it is %j", (signature, words) => {
    expectRefusal(() => toOnnx(double, untyped(signature)), words);
  });

  it("may have scalars and empty tensors", () => {
    const spec = (shape: number[]) =>
      ({ x: { dtype: "float32", shape } }) as const;
    expect(() => toOnnx(double, spec([]))).not.toThrow();
    expect(() => toOnnx(double, spec([0, 2]))).not.toThrow();
  });
});

describe("what is compiled", () => {
  it("must be a function", () => {
    expectRefusal(() => toOnnx(untyped({}), SIGNATURE), /received an object/);
  });

  it("may not be asynchronous, whether or not it fails later", async () => {
    const words = /returned a promise.*no async function/;
    expectRefusal(
      () =>
        toOnnx(
          untyped(async () => ({ y: tf.scalar(1) })),
          {},
        ),
      words,
    );
    const failing = async () => Promise.reject(new Error("later"));
    expectRefusal(() => toOnnx(untyped(failing), {}), words);
    await new Promise((resolve) => setImmediate(resolve));
  });

  it.each<[string, () => unknown, RegExp]>([
    ["undefined", () => undefined, /returned undefined: expected a plain obj/],
    ["one tensor", () => tf.scalar(1), /returned a float32 tensor: expected/],
    ["an array", () => [tf.scalar(1)], /returned \[a float32 tensor\]: exp/],
    ["nothing", () => ({}), /returned no tensor: expected .* at least one/],
    ["a number", () => ({ y: 1 }), /returned 1 as "y".*not a tensor/],
    ["a promise within", () => ({ y: Promise.resolve() }), /a promise as "y"/],
    ["no name", () => ({ "": tf.scalar(1) }), /tensor named ""/],
    ["an input's name", () => ({ x: tf.scalar(1) }), /"x".*name of an input/],
    [
      "a disposed tensor",
      () => {
        const y = tf.scalar(1);
        y.dispose();
        return { y };
      },
      /a disposed tensor as "y"/,
    ],
  ])("may not return %s", (_, fn, words) => {
    expectRefusal(() => toOnnx(untyped(fn), SIGNATURE), words);
  });

  it("may not return strings", () => {
    const strings = { y: tf.scalar("a") };
    expectRefusal(() => checkResult(strings, {}), /a string tensor as "y"/);
  });

  it("may return an object without a prototype", () => {
    const bare: TensorFunction = ({ x }) =>
      Object.assign(Object.create(null) as object, { y: tf.neg(x!) });
    expect(() => toOnnx(bare, SIGNATURE)).not.toThrow();
  });
});
