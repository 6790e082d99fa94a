/** @file The fast decoder, the plain one and the stream of one model give the same tokens: three ways to one answer. */
import { exportModel } from "@trm/export/graph";
import {
  ARCHITECTURE_IDS,
  initParameters,
  type ModelConfig,
  parameterLayout,
  parseModelConfig,
} from "@trm/models";
import { OnnxFormatError } from "@trm/onnx";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createDecoder,
  createUncachedDecoder,
  type DecodeRequest,
  type Decoder,
  InvalidLogitsError,
  streamAnswer,
} from "../src/index";
import { GOLDEN_CASES, readGolden } from "./golden";

let engine: Engine;
/** TF.js's own kernels, which know nothing of ONNX. */
let plain: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
  plain = await createEngine({ engine: "tfjs", backend: "cpu" });
});
afterAll(async () => {
  await engine.release();
  await plain.release();
});

const BLOCK_SIZE = 14;
const configOf = (arch: string): ModelConfig =>
  parseModelConfig({
    ...{ arch, vocabSize: 14, blockSize: BLOCK_SIZE, nEmbd: 16, nHead: 2 },
    nLayer: 3,
  });

/** Random weights large enough that tokens differ from place to place. */
const wild = (config: ModelConfig, seed: number) =>
  initParameters(config, seed).map((weight) => weight * 8);

const requests = fc.record({
  prompts: fc.array(fc.array(fc.nat(13), { minLength: 1, maxLength: 8 }), {
    minLength: 1,
    maxLength: 4,
  }),
  maxNewTokens: fc.integer({ min: 1, max: 7 }),
  temperature: fc.constantFrom(0, 0.7, 1),
  seed: fc.nat(),
  index: fc.nat(100),
});

/** Each prompt in a request of its own. */
const oneByOne = async (decoder: Decoder, request: Required<DecodeRequest>) => {
  const tokens: number[][] = [];
  let steps: number | undefined;
  for (const [b, prompt] of request.prompts.entries()) {
    const alone = await decoder.decode({
      ...request,
      prompts: [prompt],
      index: request.index + b,
    });
    tokens.push(...alone.tokens);
    if (alone.actSteps !== undefined) steps = (steps ?? 0) + alone.actSteps;
  }
  return { tokens, steps: steps && steps / request.prompts.length };
};

describe.each(ARCHITECTURE_IDS)("%s", (arch) => {
  const config = configOf(arch);
  const params = wild(config, 4);

  it("answers in batches with a cache as its forward does alone without, and as its stream", async () => {
    const model = exportModel(config, params);
    const fast = await createDecoder({ engine, config, model });
    const slow = createUncachedDecoder({ engine: plain, config, params });
    const loaded = await engine.load(model);
    const streamed = async (request: Required<DecodeRequest>, b: number) => {
      const prompt = request.prompts[b] ?? [];
      const index = request.index + b;
      const stream = { ...request, model: loaded, config, prompt, index };
      const tokens: number[] = [];
      for await (const token of streamAnswer(stream)) tokens.push(token);
      return tokens;
    };
    await fc.assert(
      fc.asyncProperty(requests, async (request) => {
        const { tokens, actSteps } = await fast.decode(request);
        const alone = await oneByOne(slow, request);
        expect(tokens).toEqual(alone.tokens);
        if (alone.steps === undefined) expect(actSteps).toBeUndefined();
        else expect(actSteps).toBeCloseTo(alone.steps, 5);
        expect(await oneByOne(fast, request)).toMatchObject({ tokens });
        for (const b of request.prompts.keys())
          expect(await streamed(request, b)).toEqual(tokens[b]);
      }),
      { numRuns: 8 },
    );
    await Promise.all([fast.release(), slow.release(), loaded.release()]);
  });
});

describe("a golden model", () => {
  it.each(GOLDEN_CASES)(
    "%s is answered with a cache as without",
    async (name) => {
      const { config, params, tokens, promptLength } = readGolden(name);
      const fast = await createDecoder({ engine, config, params });
      const slow = createUncachedDecoder({ engine, config, params });
      // Halting looks at the first token; so every prompt begins with another digit, and is of another length.
      const prompts = Array.from({ length: 5 }, (_, first) => [
        2 * first,
        ...tokens[first % tokens.length]!.slice(1, promptLength - (first % 2)),
      ]);
      for (const temperature of [0, 1]) {
        const request = { prompts, maxNewTokens: 5, temperature };
        const { tokens, actSteps } = await fast.decode(request);
        const expected = await slow.decode(request);
        expect(tokens).toEqual(expected.tokens);
        if (expected.actSteps === undefined) expect(actSteps).toBeUndefined();
        else expect(actSteps).toBeCloseTo(expected.actSteps, 5);
      }
      await Promise.all([fast.release(), slow.release()]);
    },
  );
});

describe("createDecoder", () => {
  const config = configOf("dual-ut");
  const request = { prompts: [[1, 2, 3], [4]], maxNewTokens: 6 };

  it("takes new parameters without another session, and answers as their artefact does", async () => {
    let loaded = 0;
    const counting: Engine = {
      ...engine,
      load: (model) => {
        loaded += 1;
        return engine.load(model);
      },
    };
    const [before, after] = [wild(config, 1), wild(config, 2)];
    const decoder = await createDecoder({
      ...{ engine: counting, config },
      params: before,
    });
    const first = await decoder.decode(request);
    decoder.setParams(after);
    const second = await decoder.decode(request);
    decoder.setParams(before);
    expect(await decoder.decode(request)).toEqual(first);
    expect(second.tokens).not.toEqual(first.tokens);
    expect(loaded).toBe(1);
    expect(() => {
      decoder.setParams(before.slice(1));
    }).toThrow("The parameters must be");
    await decoder.release();

    const model = exportModel(config, after);
    const artefact = await createDecoder({ engine, config, model });
    expect((await artefact.decode(request)).tokens).toEqual(second.tokens);
    await artefact.release();
  });

  it("answers the same with copies of the artefact on two threads", async () => {
    const two = await createEngine({ threads: 2 });
    const model = exportModel(config, wild(config, 3));
    const [alone, shared] = await Promise.all([
      createDecoder({ engine, config, model }),
      createDecoder({ engine: two, config, model }),
    ]);
    const prompts = [[1, 2, 3], [4], [5, 6], [7, 8, 9, 10], [11]];
    for (const temperature of [0, 1]) {
      const drawn = { prompts, maxNewTokens: 6, temperature, index: 3 };
      expect(await shared.decode(drawn)).toEqual(await alone.decode(drawn));
    }
    await Promise.all([alone.release(), shared.release(), two.release()]);
  });

  it("runs the forward itself on the tfjs engine, which opens no ONNX file", async () => {
    const params = wild(config, 1);
    const decoder = await createDecoder({ engine: plain, config, params });
    const cached = await createDecoder({ engine, config, params });
    expect((await decoder.decode(request)).tokens).toEqual(
      (await cached.decode(request)).tokens,
    );
    await Promise.all([decoder.release(), cached.release()]);
    const model = exportModel(config, params);
    await expect(
      createDecoder({ engine: plain, config, model }),
    ).rejects.toThrow(/onnxruntime/);
  });

  it("refuses NaN logits, as the forward and the stream do: parameters can be finite and their sums not", async () => {
    const params = initParameters(config, 1);
    const { offset, size } = parameterLayout(config).entries.find(
      ({ name }) => name === "finalNorm.gain",
    )!;
    params.fill(3e38, offset, offset + size);
    const model = exportModel(config, params);
    const decoders = [
      await createDecoder({ engine, config, params }),
      await createDecoder({ engine, config, model }),
      createUncachedDecoder({ engine: plain, config, params }),
    ];
    for (const decoder of decoders) {
      await expect(decoder.decode(request)).rejects.toThrow(InvalidLogitsError);
      await decoder.release();
    }
    const loaded = await engine.load(model);
    const asked = { prompt: [1, 2, 3], maxNewTokens: 2 };
    const stream = streamAnswer({ model: loaded, config, ...asked });
    await expect(stream.next()).rejects.toThrow(InvalidLogitsError);
    await loaded.release();
  });

  it("refuses an artefact that is none", async () => {
    const model = new TextEncoder().encode("no model");
    const opened = createDecoder({ engine, config, model });
    await expect(opened).rejects.toThrow(OnnxFormatError);
    await expect(opened).rejects.toThrow(/no complete ONNX file/);
  });
});
