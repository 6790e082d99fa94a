/** @file The generation graph of exported models against a loop on the host over the same model. */
import {
  ARCHITECTURE_IDS,
  initParameters,
  parameterLayout,
  parseModelConfig,
  type ModelConfig,
} from "@trm/models";
import {
  decodeModel,
  encodeGraph,
  generationGraph,
  type Graph,
} from "@trm/onnx";
import {
  createEngine,
  type CompiledFunction,
  type Feeds,
  type HostTensor,
} from "@trm/onnx/runtime";
import { afterAll, describe, expect, it } from "vitest";
import { prefillFeeds, stepFeeds } from "../src/graph/decoder-feeds";
import { exportModel } from "../src/graph/model-graph";

const engine = await createEngine({ threads: 1 });
afterAll(() => engine.release());

const V = 14;
const PROMPTS = [
  [3, 1, 4, 1, 5],
  [9, 2],
  [6, 5, 3],
].map((tokens) => Int32Array.from(tokens));
const B = PROMPTS.length;
const S = 5;

/** Large weights, so that the tokens vary, and a q that stops some sequences early. */
const modelOf = (arch: string): { config: ModelConfig; onnx: Uint8Array } => {
  const config = parseModelConfig({
    ...{ arch, vocabSize: V, blockSize: 16, nEmbd: 16, nHead: 2, nLayer: 3 },
  });
  const params = initParameters(config, 5).map((value) => 8 * value);
  for (const { name, offset, size } of parameterLayout(config).entries)
    if (name.startsWith("q."))
      for (let i = 0; i < size; i++)
        params[offset + i] = name === "q.bias" ? 0 : Math.sin(i + 1);
  return { config, onnx: exportModel(config, params) };
};

const noiseFor = (newTokens: number, scale: number): HostTensor => ({
  dtype: "float32",
  shape: [newTokens, B, V],
  data: Float32Array.from(
    { length: newTokens * B * V },
    (_, i) => scale * Math.sin(12.9898 * i) ** 3,
  ),
});

const choose = (logits: HostTensor, noise: HostTensor, k: number) =>
  Int32Array.from({ length: B }, (_, row) => {
    const T = logits.shape[1]!;
    let best = 0;
    const score = (token: number) =>
      Math.fround(
        logits.data[(row * T + T - 1) * V + token]! +
          noise.data[(k * B + row) * V + token]!,
      );
    for (let token = 1; token < V; token++)
      if (score(token) > score(best)) best = token;
    return best;
  });

/** Tokens [B][N] and steps [B][S + N - 1] by one run of the model per token. */
const onHost = async (
  model: CompiledFunction,
  config: ModelConfig,
  noise: HostTensor,
) => {
  const [newTokens] = noise.shape as [number];
  const tokens = PROMPTS.map((): number[] => []);
  const steps = PROMPTS.map((): number[] => []);
  let feeds: Feeds = prefillFeeds(config, PROMPTS, 0);
  for (let k = 0; k < newTokens; k++) {
    const outputs = await model.run(feeds);
    const next = choose(outputs["logits"]!, noise, k);
    next.forEach((token, row) => tokens[row]!.push(token));
    rowsOf(outputs["steps"])?.forEach((row, i) => steps[i]!.push(...row));
    feeds = stepFeeds(config, feeds, outputs, next);
  }
  return { tokens, steps: steps[0]!.length > 0 ? steps : undefined };
};

const rowsOf = (tensor: HostTensor | undefined) =>
  tensor &&
  PROMPTS.map((_, row) => {
    const width = tensor.shape[1]!;
    return [...tensor.data.slice(row * width, (row + 1) * width)];
  });

const inGraph = async (loop: CompiledFunction, noise: HostTensor) => {
  const mask = new Int32Array(B * S);
  const ids = new Int32Array(B * S);
  PROMPTS.forEach((prompt, row) => {
    const start = (row + 1) * S - prompt.length;
    ids.set(prompt, start);
    mask.fill(1, start, (row + 1) * S);
  });
  const shape = [B, S];
  const { tokens, steps } = await loop.run({
    input_ids: { dtype: "int32", shape, data: ids },
    attention_mask: { dtype: "int32", shape, data: mask },
    noise,
  });
  return { tokens: rowsOf(tokens), steps: rowsOf(steps) };
};

const NOISES: Readonly<Record<string, HostTensor>> = {
  "the likeliest tokens": noiseFor(6, 0),
  "tokens with noise": noiseFor(6, 4),
  "one new token": noiseFor(1, 0),
};

describe.each(ARCHITECTURE_IDS)("the generation graph of %s", (arch) => {
  const { config, onnx } = modelOf(arch);
  const { graph } = decodeModel(onnx);

  it("gives the tokens and steps of a loop on the host, with and without rewrites", async () => {
    const model = await engine.load(onnx);
    const loops = await Promise.all(
      [true, false].map((splitCaches) =>
        engine.load(encodeGraph(generationGraph(graph, { splitCaches }))),
      ),
    );
    for (const [title, noise] of Object.entries(NOISES)) {
      const expected = await onHost(model, config, noise);
      for (const loop of loops)
        expect(await inGraph(loop, noise), title).toEqual(expected);
      if (noise.shape[0]! > 1)
        expect(new Set(expected.tokens.flat()).size).toBeGreaterThan(2);
    }
    await Promise.all([model, ...loops].map((loaded) => loaded.release()));
  });

  it("copies no keys or values of the prompt in its loop", () => {
    const copied = (loop: Graph) => {
      const { nodes } = bodyOf(loop);
      const inside = new Set(nodes.flatMap(({ outputs }) => outputs));
      // One number per position, by which q-halt knows who has halted, may be copied.
      for (const { op, outputs } of loop.nodes)
        if (op === "Slice") inside.add(outputs[0]!);
      const state = new Set(bodyOf(loop).inputs);
      return nodes
        .filter(({ op }) => op === "Concat" || op === "Transpose")
        .flatMap(({ inputs }) => inputs)
        .filter(
          (value) =>
            value?.dtype === "float32" &&
            !value.data &&
            !inside.has(value) &&
            !state.has(value),
        );
    };
    expect(copied(generationGraph(graph))).toEqual([]);
    const plain = generationGraph(graph, { splitCaches: false });
    expect(copied(plain).length).toBeGreaterThan(0);
  });

  it("survives its own file", () => {
    const bytes = encodeGraph(generationGraph(graph));
    expect(encodeGraph(decodeModel(bytes).graph)).toEqual(bytes);
  });
});

const bodyOf = (graph: Graph): Graph => {
  const body = graph.nodes.find(({ op }) => op === "Loop")!.attributes["body"];
  return (body as { graph: Graph }).graph;
};

it("the model of a halting architecture stops some sequences early", async () => {
  const { config, onnx } = modelOf("trm");
  const model = await engine.load(onnx);
  const { steps } = await onHost(model, config, noiseFor(2, 0));
  expect(new Set(steps!.flat()).size).toBeGreaterThan(1);
  await model.release();
});
