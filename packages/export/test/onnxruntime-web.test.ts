/** @file onnxruntime-web, which runs exported models in browsers, gives the logits of onnxruntime-node. */
import type { Feeds, HostTensor } from "@trm/onnx/runtime";
import { createEngine } from "@trm/onnx/runtime";
import * as ort from "onnxruntime-web";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prefillFeeds, stepFeeds } from "../src/graph/decoder-feeds";
import { exportModel } from "../src/graph/model-graph";
import { trainedCopy } from "./trained-copy";

const { config, params } = trainedCopy();
const PROMPTS = [
  [9, 3, 1, 10],
  [4, 10],
  [5, 0, 8, 2, 6, 6, 10],
].map((tokens) => Int32Array.from(tokens));
const NEXT = Int32Array.of(9, 4, 5);

describe("onnxruntime-web", async () => {
  ort.env.wasm.numThreads = 1;
  const bytes = exportModel(config, params);
  const engine = await createEngine({ threads: 1 });
  const native = await engine.load(bytes);
  let web: ort.InferenceSession;
  beforeAll(async () => {
    web = await ort.InferenceSession.create(bytes);
  });
  afterAll(async () => {
    await web.release();
    await native.release();
    await engine.release();
  });

  const runWeb = async (feeds: Feeds): Promise<Record<string, HostTensor>> => {
    const tensors = Object.entries(feeds).map(
      ([name, { dtype, data, shape }]) => [
        name,
        dtype === "int32"
          ? new ort.Tensor("int64", BigInt64Array.from(data, BigInt), shape)
          : new ort.Tensor("float32", data as Float32Array, shape),
      ],
    );
    const results = await web.run(
      Object.fromEntries(tensors) as Record<string, ort.Tensor>,
    );
    return Object.fromEntries(
      Object.entries(results).map(([name, { dims, data }]) => [
        name,
        { dtype: "float32", shape: dims, data: data as Float32Array },
      ]),
    );
  };

  const expectEqual = (
    found: Record<string, HostTensor>,
    right: Record<string, HostTensor>,
  ) => {
    expect(Object.keys(found)).toEqual(Object.keys(right));
    for (const [name, { shape, data }] of Object.entries(right)) {
      expect(found[name]!.shape).toEqual(shape);
      const errors = Array.from(data, (value, i) =>
        Math.abs(found[name]!.data[i]! - value),
      );
      expect(Math.max(...errors), name).toBeLessThan(1e-4);
    }
  };

  it("gives equal outputs with prompts of mixed lengths, and a step on", async () => {
    const prefill = prefillFeeds(config, PROMPTS, 13);
    const [found, right] = [await runWeb(prefill), await native.run(prefill)];
    expectEqual(found, right);
    expectEqual(
      await runWeb(stepFeeds(config, prefill, found, NEXT)),
      await native.run(stepFeeds(config, prefill, right, NEXT)),
    );
  });
});
