/** @file The generation graph of a decoder whose answers can be worked out by hand. */
import * as tf from "@tensorflow/tfjs-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  bindInputs,
  decodeModel,
  encodeGraph,
  generationGraph,
  OnnxFormatError,
  printGraph,
  RuntimeError,
  toGraph,
  type Graph,
  type Signature,
} from "../src/index";
import { createEngine, type Engine, type HostTensor } from "../src/runtime";

const V = 10;

const SIGNATURE: Signature = {
  input_ids: { dtype: "int64", shape: ["batch", "sequence"] },
  attention_mask: { dtype: "int64", shape: ["batch", "past + sequence"] },
  position_ids: { dtype: "int64", shape: ["batch", "sequence"] },
  "past_key_values.0.key": { dtype: "float32", shape: ["batch", 1, "past", 1] },
  offset: { dtype: "float32", shape: [] },
};

/** The next token is the sum of all tokens so far, of the last one's position and of the offset, modulo V. */
const summing = (inputs: Record<string, tf.Tensor>) => {
  const { input_ids, attention_mask, position_ids, offset } = inputs;
  const [B, S] = input_ids!.shape as [number, number];
  const fresh = tf.reshape(tf.cast(input_ids!, "float32"), [B, 1, S, 1]);
  const present = tf.concat([inputs["past_key_values.0.key"]!, fresh], 2);
  const tokens = tf.mul(tf.reshape(present, [B, -1]), attention_mask!);
  const total = tf.add(tf.sum(tokens, 1, true), tf.add(position_ids!, offset!));
  const next = tf.reshape(tf.mod(total, V), [B, S, 1]);
  const choices = tf.tensor(Array.from({ length: V }, (_, v) => v));
  return {
    logits: tf.neg(tf.square(tf.sub(next, choices))),
    "present.0.key": present,
    steps: tf.cast(position_ids!, "float32"),
  };
};

const decoder = (): Graph => toGraph(summing, SIGNATURE);

const int32 = (rows: readonly (readonly number[])[]): HostTensor => ({
  dtype: "int32",
  shape: [rows.length, rows[0]!.length],
  data: Int32Array.from(rows.flat()),
});

const noise = (shape: number[], values: Record<number, number> = {}) => {
  const data = new Float32Array(shape.reduce((a, b) => a * b));
  for (const [i, value] of Object.entries(values)) data[Number(i)] = value;
  return { dtype: "float32", shape, data } as const;
};

const scalar = (value: number): HostTensor => ({
  dtype: "float32",
  shape: [],
  data: Float32Array.of(value),
});

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => engine.release());

const PROMPTS = {
  input_ids: int32([
    [7, 7, 4],
    [1, 2, 3],
  ]),
  attention_mask: int32([
    [0, 0, 1],
    [1, 1, 1],
  ]),
};

describe.each([true, false])("with the cache split: %s", (splitCaches) => {
  const load = (graph: Graph) =>
    engine.load(encodeGraph(generationGraph(graph, { splitCaches })));

  it("adds up real tokens and positions of prompts of different lengths", async () => {
    const loop = await load(decoder());
    const { tokens, steps } = await loop.run({
      ...PROMPTS,
      noise: noise([4, 1, 1]),
      offset: scalar(0),
    });
    // 4 + 0; 4 + 4 + 1; 8 + 9 + 2; 17 + 9 + 3 and 6 + 2; 6 + 8 + 3; 14 + 7 + 4; 21 + 5 + 5
    expect(tokens).toEqual(
      int32([
        [4, 9, 9, 9],
        [8, 7, 5, 1],
      ]),
    );
    expect([...steps!.data]).toEqual([0, 0, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5]);
    await loop.release();
  });

  it("says which sequences had scores that are no numbers in some step", async () => {
    const loop = await load(decoder());
    const valid = async (values: Record<number, number>) => {
      const { valid } = await loop.run({
        ...PROMPTS,
        noise: noise([2, 2, V], values),
        offset: scalar(0),
      });
      expect(valid!.dtype).toBe("bool");
      expect(valid!.shape).toEqual([2]);
      return [...valid!.data];
    };
    const at = (step: number, row: number) => (step * 2 + row) * V;
    const all = (start: number, value: number, count = V) =>
      Object.fromEntries(
        Array.from({ length: count }, (_, v) => [start + v, value]),
      );
    expect(await valid({})).toEqual([1, 1]);
    for (const v of [0, 3, V - 1]) {
      expect(await valid({ [at(0, 1) + v]: NaN })).toEqual([1, 0]);
      expect(await valid({ [at(1, 0) + v]: NaN })).toEqual([0, 1]);
    }
    expect(await valid(all(at(0, 0), -Infinity))).toEqual([0, 1]);
    expect(await valid(all(at(1, 1), -Infinity))).toEqual([1, 0]);
    // A number among them is the likeliest, and so is Infinity.
    expect(await valid(all(at(1, 1), -Infinity, V - 1))).toEqual([1, 1]);
    expect(await valid({ [at(0, 0)]: Infinity })).toEqual([1, 1]);
    await loop.release();
  });

  it("takes one new token, weights that are bound, and noise per token", async () => {
    const bound = bindInputs(decoder(), {
      offset: { dtype: "float32", shape: [], data: Float32Array.of(1) },
    });
    const loop = await load(bound);
    const run = async (given: HostTensor) => {
      const { tokens } = await loop.run({ ...PROMPTS, noise: given });
      return [...tokens!.data];
    };
    expect(await run(noise([1, 1, 1]))).toEqual([5, 9]);
    // In the second step the second sequence is made to say 3.
    const forced = noise([2, 2, V], { [2 * V + V + 3]: 1000 });
    expect(await run(forced)).toEqual([5, 1, 9, 3]);
    await loop.release();
  });
});

describe("the loop", () => {
  it("is printed with its body indented", () => {
    const text = printGraph(generationGraph(decoder()));
    expect(text).toMatch(/ = Loop\(/);
    expect(text).toMatch(/\n {2}input iteration: int64\[\]\n/);
    expect(text).toMatch(/\n {2}output next_0 = condition\n/);
  });

  it("is the same after its file", () => {
    const bytes = encodeGraph(generationGraph(decoder()));
    expect(encodeGraph(decodeModel(bytes).graph)).toEqual(bytes);
  });
});

describe("a graph that is no decoder", () => {
  const graph = decoder();
  const withInput = (
    wanted: string,
    change: Partial<Graph["inputs"][number]>,
  ): Graph => ({
    ...graph,
    inputs: graph.inputs.map((input) =>
      input.name === wanted ? { ...input, ...change } : input,
    ),
  });
  const withoutOutput = (unwanted: string): Graph => ({
    ...graph,
    outputs: graph.outputs.filter(({ name }) => name !== unwanted),
  });

  it.each([
    [
      withInput("attention_mask", { name: "mask" }),
      /no input "attention_mask"/,
    ],
    [withoutOutput("logits"), /no output "logits"/],
    [withoutOutput("present.0.key"), /no output "present\.0\.key"/],
    [
      withInput("input_ids", { dtype: "float32" }),
      /"input_ids" as float32 with 2 axes/,
    ],
    [
      withInput("past_key_values.0.key", { shape: [2, 3], dims: [2, 3] }),
      /"past_key_values\.0\.key" as float32\[2, 3\]/,
    ],
  ])("is refused: %#", (spoilt, words) => {
    expect(() => generationGraph(spoilt)).toThrow(OnnxFormatError);
    expect(() => generationGraph(spoilt)).toThrow(words);
  });

  it("such as a generation graph is refused as well", () => {
    const loop = generationGraph(decoder());
    expect(() => generationGraph(loop)).toThrow(OnnxFormatError);
  });
});

/** Feeds of a first call. */
const firstFeeds = () => ({
  ...PROMPTS,
  position_ids: int32([
    [0, 0, 0],
    [0, 1, 2],
  ]),
  "past_key_values.0.key": noise([2, 1, 0, 1]),
  offset: scalar(0),
});

describe("an engine that loads a model", () => {
  it("loads a copy for each thread, which run beside each other and leave the caller's thread free", async () => {
    const two = await createEngine({ threads: 2 });
    const copies = await two.loadCopies(encodeGraph(decoder()));
    const single = await two.load(encodeGraph(decoder()));
    expect(copies).toHaveLength(2);
    let ticks = 0;
    const timer = setInterval(() => (ticks += 1), 0);
    const feeds = firstFeeds();
    const runs = await Promise.all(
      [...copies, copies[0]!].map((copy) => copy.run(feeds)),
    );
    clearInterval(timer);
    expect(ticks).toBeGreaterThan(0);
    const expected = await single.run(feeds);
    for (const found of runs) expect(found).toEqual(expected);
    await Promise.all([...copies, single].map((copy) => copy.release()));
    await expect(copies[1]!.run(feeds)).rejects.toThrow("has been released");
    await two.release();
  });

  it("checks feeds against the names of the model's extents", async () => {
    const model = await engine.load(encodeGraph(decoder()));
    const feeds = firstFeeds();
    const { logits } = await model.run(feeds);
    expect(logits!.shape).toEqual([2, 3, V]);
    const short = { ...feeds, attention_mask: int32([[1], [1]]) };
    await expect(model.run(short)).rejects.toThrow(
      /"attention_mask": expected int32\[batch,past \+ sequence\] with .*sequence = 3 .*received int32\[2,1\]/,
    );
    await model.release();
  });

  it("refuses what decodeModel refuses, before it makes a session", async () => {
    const bytes = encodeGraph(decoder()).subarray(0, 100);
    await expect(engine.load(bytes)).rejects.toThrow(OnnxFormatError);
  });

  it("is not a TF.js one", async () => {
    const tfjs = await createEngine({ engine: "tfjs", backend: "cpu" });
    const load = tfjs.load(encodeGraph(decoder()));
    await expect(load).rejects.toThrow(RuntimeError);
    await expect(load).rejects.toThrow(/onnxruntime engine/);
  });
});
