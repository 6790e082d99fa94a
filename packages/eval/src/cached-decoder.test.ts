import { parseModelConfig } from "@trm/models";
import type { CompiledFunction, Feeds } from "@trm/onnx/runtime";
import { describe, expect, it } from "vitest";
import { createCachedDecoder } from "./cached-decoder";
import { fillNoise } from "./decoding";
import { InvalidLogitsError } from "./errors";

const small = parseModelConfig({
  arch: "ut",
  vocabSize: 5,
  blockSize: 12,
  nEmbd: 8,
  nHead: 2,
  nLayer: 3,
});

/**
 * A loop that answers the number of real tokens in a row, then their sum; its steps are 1, 2, 3, … in every row, and what
 * begins with a `damaged` token is not valid.
 */
const fakeLoop = (damaged?: number) => {
  const fed: Feeds[] = [];
  const counts = { released: 0 };
  const loop: CompiledFunction = {
    run: async (feeds) => {
      fed.push(feeds);
      const [B = 0, S = 0] = feeds["input_ids"]!.shape;
      const N = feeds["noise"]!.shape[0]!;
      const rowOf = (name: string, b: number) => [
        ...feeds[name]!.data.subarray(b * S, (b + 1) * S),
      ];
      const sum = (row: number[]) => row.reduce((a, x) => a + x, 0);
      const tokens = Array.from({ length: B }, (_, b) => [
        sum(rowOf("attention_mask", b)),
        sum(rowOf("input_ids", b)),
        ...new Array<number>(N).fill(0),
      ]).flatMap((row) => row.slice(0, N));
      const T = S + N - 1;
      return {
        tokens: {
          dtype: "int32",
          shape: [B, N],
          data: Int32Array.from(tokens),
        },
        valid: {
          dtype: "bool",
          shape: [B],
          data: Uint8Array.from({ length: B }, (_, b) =>
            Number(rowOf("input_ids", b)[0] !== damaged),
          ),
        },
        steps: {
          dtype: "float32",
          shape: [B, T],
          data: Float32Array.from({ length: B * T }, (_, i) => 1 + (i % T)),
        },
      };
    },
    release: async () => void (counts.released += 1),
  };
  return { loop, fed, counts };
};

describe("createCachedDecoder", () => {
  it("pads prompts on the left, says where, and counts the steps of what was fed alone", async () => {
    const { loop, fed } = fakeLoop();
    const decoder = createCachedDecoder([loop], small, () => ({}));
    const prompts = [[1, 2, 3], [4]];
    const { tokens, actSteps } = await decoder.decode({
      prompts,
      maxNewTokens: 2,
    });
    const feeds = fed[0]!;
    expect(feeds["input_ids"]).toMatchObject({ dtype: "int32", shape: [2, 3] });
    expect([...feeds["input_ids"]!.data]).toEqual([1, 2, 3, 0, 0, 4]);
    expect([...feeds["attention_mask"]!.data]).toEqual([1, 1, 1, 0, 0, 1]);
    expect(feeds["noise"]).toMatchObject({ shape: [2, 1, 1] });
    expect(tokens).toEqual([
      [3, 6],
      [1, 4],
    ]);
    // Four positions: 1 to 4 of the first sequence, 3 and 4 of the second.
    expect(actSteps).toBe((2.5 + 3.5) / 2);
  });

  it("feeds the noise of every new token of every example", async () => {
    const { loop, fed } = fakeLoop();
    const decoder = createCachedDecoder([loop], small, () => ({}));
    const prompts = [[1], [2], [3]];
    const draw = { temperature: 0.5, seed: 9, index: 40 };
    await decoder.decode({ prompts, maxNewTokens: 2, ...draw });
    const { shape, data } = fed[0]!["noise"]!;
    expect(shape).toEqual([2, 3, 5]);
    const expected = new Float32Array(5);
    fillNoise(expected, 0.5, { seed: 9, index: 42, position: 1 });
    expect(data.slice(-5)).toEqual(expected);
  });

  it("feeds the weights of the moment", async () => {
    const { loop, fed } = fakeLoop();
    const weight = (value: number) => ({
      dtype: "float32" as const,
      shape: [1],
      data: Float32Array.of(value),
    });
    let now = weight(1);
    const decoder = createCachedDecoder([loop], small, () => ({ w: now }));
    const request = { prompts: [[1]], maxNewTokens: 1 };
    await decoder.decode(request);
    now = weight(2);
    await decoder.decode(request);
    expect(fed.map((feeds) => feeds["w"]?.data[0])).toEqual([1, 2]);
  });

  it("cuts a batch that does not fit into memory, and nothing of the answer shows it", async () => {
    const wide = { ...small, nEmbd: 8192, nLayer: 768, blockSize: 100 };
    const { loop, fed } = fakeLoop();
    const decoder = createCachedDecoder([loop], wide, () => ({}));
    const prompts = Array.from({ length: 12 }, (_, i) => [
      1,
      ...new Array<number>(i % 3).fill(1),
    ]);
    const { tokens } = await decoder.decode({
      prompts,
      maxNewTokens: 2,
      temperature: 1,
      index: 7,
    });
    expect(fed.map((feeds) => feeds["input_ids"]!.shape)).toEqual([
      [5, 3],
      [5, 3],
      [2, 3],
    ]);
    expect(tokens.map(([count]) => count)).toEqual(
      prompts.map(({ length }) => length),
    );
    const expected = new Float32Array(5);
    fillNoise(expected, 1, { seed: 0, index: 7 + 10, position: 0 });
    expect(fed[2]!["noise"]!.data.slice(0, 5)).toEqual(expected);
  });

  it("shares a batch out between copies, in any order of finishing", async () => {
    const [first, second] = [fakeLoop(), fakeLoop()];
    const slow = {
      ...first.loop,
      run: async (feeds: Feeds) => {
        await new Promise((resolve) => setTimeout(resolve, 20));
        return first.loop.run(feeds);
      },
    };
    const decoder = createCachedDecoder([slow, second.loop], small, () => ({}));
    const prompts = [[1], [1, 1], [1, 1, 1], [1, 1], [1]];
    const { tokens } = await decoder.decode({ prompts, maxNewTokens: 1 });
    expect(tokens).toEqual(prompts.map(({ length }) => [length]));
    expect(first.fed[0]!["input_ids"]!.shape).toEqual([3, 3]);
    expect(second.fed[0]!["input_ids"]!.shape).toEqual([2, 2]);
    await decoder.release();
    expect(first.counts.released + second.counts.released).toBe(2);
  });

  it("refuses logits of which no token can be chosen, naming the prompt", async () => {
    const { loop } = fakeLoop(3);
    const decoder = createCachedDecoder([loop], small, () => ({}));
    const prompts = [[1], [3], [2]];
    const decoded = decoder.decode({ prompts, maxNewTokens: 2, index: 20 });
    await expect(decoded).rejects.toThrow(InvalidLogitsError);
    await expect(decoded).rejects.toThrow(
      "in the answer to prompt 21 one is NaN or all are -Infinity",
    );
  });

  it("takes more prompts than a call has arguments", async () => {
    const { loop } = fakeLoop();
    const decoder = createCachedDecoder([loop], small, () => ({}));
    const prompts = new Array<number[]>(200_000).fill([1, 2]);
    const { tokens } = await decoder.decode({ prompts, maxNewTokens: 1 });
    expect(tokens).toHaveLength(200_000);
    expect(tokens.at(-1)).toEqual([2]);
  });

  it("refuses what is beyond the block before any work, and releases its loop", async () => {
    const { loop, fed, counts } = fakeLoop();
    const decoder = createCachedDecoder([loop], small, () => ({}));
    await expect(
      decoder.decode({ prompts: [[1, 2]], maxNewTokens: 12 }),
    ).rejects.toThrow("needs 13 positions, but the model has 12");
    expect(fed).toEqual([]);
    await decoder.release();
    expect(counts.released).toBe(1);
  });
});
