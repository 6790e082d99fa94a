/** @file What both engines promise about a compiled function. */
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { RuntimeError, SignatureError } from "../src/index";
import { createEngine, type Engine, type EngineOptions } from "../src/runtime";

const ENGINES: readonly EngineOptions[] = [
  { engine: "onnxruntime", threads: 1 },
  { engine: "tfjs", backend: "cpu" },
];
const x = { dtype: "float32", shape: [2] } as const;
const feeds = { x: { ...x, data: Float32Array.of(1, 2) } };

describe.each(ENGINES)("a function compiled for $engine", (options) => {
  let engine: Engine;
  beforeAll(async () => {
    engine = await createEngine(options);
  });
  afterAll(() => engine.release());

  it("runs until it is released, which may be asked twice", async () => {
    const compiled = await engine.compile(({ x }) => ({ y: tf.neg(x!) }), {
      x,
    });
    const { y } = await compiled.run(feeds);
    expect([...y!.data]).toEqual([-1, -2]);
    await compiled.release();
    await compiled.release();
    const late = compiled.run(feeds);
    await expect(late).rejects.toThrow(RuntimeError);
    await expect(late).rejects.toThrow("the function has been released");
  });

  it("may return a captured tensor, every time", async () => {
    const captured = tf.tensor([3, 4]);
    const compiled = await engine.compile(() => ({ captured }), {});
    await compiled.run({});
    const again = await compiled.run({});
    expect([...again["captured"]!.data]).toEqual([3, 4]);
    expect(captured.isDisposed).toBe(false);
    await compiled.release();
  });

  it("takes inputs of any size where extents have names", async () => {
    const compiled = await engine.compile(
      ({ x, ids }) => ({ y: tf.gather(x!, ids!), next: tf.neg(ids!) }),
      {
        x: { dtype: "float32", shape: ["rows"] },
        ids: { dtype: "int32", shape: ["n"] },
      },
    );
    for (const n of [0, 1, 3]) {
      const { y, next } = await compiled.run({
        x: { dtype: "float32", shape: [2], data: Float32Array.of(5, 6) },
        ids: { dtype: "int32", shape: [n], data: new Int32Array(n).fill(1) },
      });
      expect([...y!.data]).toEqual(Array(n).fill(6));
      expect(next).toMatchObject({ dtype: "int32", shape: [n] });
    }
    await compiled.release();
  });

  it("has a signature", async () => {
    const spec = { dtype: "float64" as never, shape: [2] };
    await expect(
      engine.compile(({ x }) => ({ y: tf.neg(x!) }), { x: spec }),
    ).rejects.toThrow(SignatureError);
  });

  it("returns tensors at once", async () => {
    const later = async () => ({ y: tf.scalar(1) });
    const use = async () => {
      const compiled = await engine.compile(later as never, {});
      await compiled.run({});
    };
    await expect(use()).rejects.toThrow(SignatureError);
    await expect(use()).rejects.toThrow("returned a promise");
  });
});
