import { initParameters, parseModelConfig } from "@trm/models";
import { createEngine, type Engine } from "@trm/onnx/runtime";
import { addition, copy } from "@trm/tasks";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  argmax,
  createUncachedDecoder,
  evaluate,
  ParameterCountError,
  SequenceTooLongError,
} from "../src/index";
import { GOLDEN_CASES, readGolden } from "./golden";

let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ threads: 1 });
});
afterAll(() => engine.release());

/** The engine, counting what it compiles and runs. */
const counting = () => {
  const counts = { compiled: 0, run: 0, released: 0 };
  const counted: Engine = {
    ...engine,
    compile: async (fn, signature) => {
      counts.compiled += 1;
      const compiled = await engine.compile(fn, signature);
      return {
        run: (feeds) => {
          counts.run += 1;
          return compiled.run(feeds);
        },
        release: () => {
          counts.released += 1;
          return compiled.release();
        },
      };
    },
  };
  return { counts, counted };
};

const plain = parseModelConfig({
  arch: "dual-ut",
  vocabSize: 14,
  blockSize: 16,
  nEmbd: 16,
  nHead: 2,
  nLayer: 3,
});
/** Random weights large enough that tokens differ from place to place. */
const wild = (seed: number, config = plain) =>
  initParameters(config, seed).map((weight) => weight * 8);

describe("the greedy answer of a golden model", () => {
  // The reference stops a batch together where sequences q-halt at different steps; alone, a sequence stops itself.
  const comparable = GOLDEN_CASES.filter((name) => name !== "trm.early-halt");

  it.each(comparable)(
    "is the argmax of the reference's logits as long as it has read the same tokens: %s",
    async (name) => {
      const { config, params, tokens, promptLength, logits } = readGolden(name);
      const decoder = createUncachedDecoder({ engine, config, params });
      const prompts = tokens.map((row) => row.slice(0, promptLength));
      const answers = await decoder.decode({ prompts, maxNewTokens: 4 });
      await decoder.release();
      answers.tokens.forEach((answer, b) => {
        for (let j = 0; j < answer.length; j++) {
          expect(answer[j]).toBe(argmax(logits(b, promptLength + j - 1)));
          if (answer[j] !== tokens[b]![promptLength + j]) break;
        }
      });
    },
  );
});

describe("a model whose sequences q-halt at different steps", () => {
  const { config, params, tokens, promptLength } = readGolden("trm.early-halt");
  // Halting looks at the first token alone; so every prompt begins with another digit.
  const prompts = Array.from({ length: 10 }, (_, first) => [
    first,
    ...tokens[0]!.slice(1, promptLength),
  ]);

  it.each([0, 1])(
    "answers each prompt as it would alone, at temperature %d",
    async (temperature) => {
      const decoder = createUncachedDecoder({ engine, config, params });
      const draw = { maxNewTokens: 5, temperature, seed: 2 };
      const together = await decoder.decode({ prompts, ...draw, index: 7 });
      const steps = new Set<number>();
      let total = 0;
      for (const [b, prompt] of prompts.entries()) {
        const alone = await decoder.decode({
          prompts: [prompt],
          ...draw,
          index: 7 + b,
        });
        expect(alone.tokens[0]).toEqual(together.tokens[b]);
        steps.add(alone.actSteps!);
        total += alone.actSteps!;
      }
      await decoder.release();
      // Neighbours that stop at the same step would prove nothing.
      expect(steps.size).toBeGreaterThan(1);
      expect(together.actSteps).toBeCloseTo(total / prompts.length, 5);
    },
  );
});

describe("createUncachedDecoder", () => {
  it("draws the same token for a place alone, in a batch, in a shorter answer and in another engine", async () => {
    const prompts = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    const request = { prompts, maxNewTokens: 8, temperature: 1, seed: 5 };
    const params = wild(1);
    const ours = createUncachedDecoder({ engine, config: plain, params });
    const { tokens } = await ours.decode(request);
    for (const [index, prompt] of prompts.entries()) {
      const alone = await ours.decode({
        ...request,
        prompts: [prompt],
        index,
      });
      expect(alone.tokens[0]).toEqual(tokens[index]);
    }
    // An answer begins the same however far it goes, as it would token by token.
    for (const maxNewTokens of [1, 3, 7]) {
      const shorter = await ours.decode({ ...request, maxNewTokens });
      expect(shorter.tokens).toEqual(
        tokens.map((answer) => answer.slice(0, maxNewTokens)),
      );
    }
    await ours.release();

    const tfjs = await createEngine({ engine: "tfjs", backend: "cpu" });
    const eager = createUncachedDecoder({
      engine: tfjs,
      config: plain,
      params,
    });
    expect((await eager.decode(request)).tokens).toEqual(tokens);
    await eager.release();
    await tfjs.release();
  });

  it("compiles when the shape changes, and not for new parameters", async () => {
    const { counts, counted } = counting();
    const decoder = createUncachedDecoder({
      engine: counted,
      config: plain,
      params: wild(1),
    });
    const request = {
      prompts: [
        [1, 2],
        [3, 4],
      ],
      maxNewTokens: 6,
    };
    const first = await decoder.decode(request);
    decoder.setParams(wild(2));
    const second = await decoder.decode(request);
    decoder.setParams(wild(1));
    expect(await decoder.decode(request)).toEqual(first);
    expect(second.tokens).not.toEqual(first.tokens);
    expect(counts.compiled).toBe(1);
    expect(counts.run).toBeLessThanOrEqual(3 * 6);
    await decoder.decode({ ...request, maxNewTokens: 5 });
    expect(counts).toMatchObject({ compiled: 2, released: 1 });
    await decoder.release();
    expect(counts.released).toBe(2);
  });

  it("refuses what does not fit before it compiles anything", async () => {
    const { counts, counted } = counting();
    const options = { engine: counted, config: plain };
    expect(() =>
      createUncachedDecoder({ ...options, params: new Float32Array(3) }),
    ).toThrow(ParameterCountError);
    const decoder = createUncachedDecoder({ ...options, params: wild(1) });
    expect(() =>
      createUncachedDecoder({ ...options, params: wild(1).fill(NaN, 20, 21) }),
    ).toThrow("one of tokenEmbedding is NaN");
    await expect(
      decoder.decode({ prompts: [[1, 2]], maxNewTokens: 16 }),
    ).rejects.toThrow(SequenceTooLongError);
    await expect(
      evaluate({
        task: addition,
        decoder,
        length: 10,
        count: 4,
        batchSize: 4,
        seed: 1,
      }),
    ).rejects.toThrow("needs 32 positions, but the model has 16");
    expect(counts.compiled).toBe(0);
  });

  it("evaluates an untrained model near chance, with its mean ACT steps", async () => {
    const decoder = createUncachedDecoder({
      engine,
      config: plain,
      params: initParameters(plain, 1),
    });
    const options = { task: copy, decoder, length: 5, count: 100, seed: 1 };
    const found = await evaluate({ ...options, batchSize: 40, temperature: 1 });
    // 500 characters at 1/14: standard deviation 1.2 %.
    expect(found.metrics.charAcc).toBeLessThan(0.14);
    // p is near 1/2, so positions halt after 2 or 3 of 3 steps.
    expect(found.meanActSteps).toBeGreaterThan(1.5);
    expect(found.meanActSteps).toBeLessThanOrEqual(3);
    const again = await evaluate({ ...options, batchSize: 7, temperature: 1 });
    expect(again).toEqual({ ...found, meanActSteps: again.meanActSteps });
    expect(again.meanActSteps).toBeCloseTo(found.meanActSteps!, 5);
    await decoder.release();
  });
});
