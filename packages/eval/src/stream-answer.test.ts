import { parseModelConfig } from "@trm/models";
import type { CompiledFunction, Feeds, HostTensor } from "@trm/onnx/runtime";
import { describe, expect, it } from "vitest";
import { SequenceTooLongError } from "./errors";
import { streamAnswer } from "./stream-answer";

const config = parseModelConfig({
  arch: "iterative",
  vocabSize: 5,
  blockSize: 8,
  nEmbd: 4,
  nHead: 2,
  nLayer: 2,
});

/** A model whose next token is the last one plus one; its cache counts the positions that went by. */
const counting = () => {
  const fed: Feeds[] = [];
  const model: CompiledFunction = {
    run: async (feeds) => {
      fed.push(feeds);
      const { data } = feeds["input_ids"]!;
      const T = feeds["attention_mask"]!.shape[1]!;
      const logits = new Float32Array(data.length * 5);
      data.forEach((token, t) => (logits[t * 5 + ((token + 1) % 5)] = 1));
      const present: HostTensor = {
        dtype: "float32",
        shape: [1, 2, T, 2],
        data: new Float32Array(T * 4),
      };
      return {
        logits: { dtype: "float32", shape: [1, data.length, 5], data: logits },
        ...Object.fromEntries(
          [0, 1].flatMap((i) =>
            ["key", "value"].map((kind) => [`present.${i}.${kind}`, present]),
          ),
        ),
      };
    },
    release: async () => undefined,
  };
  return { model, fed };
};

describe("streamAnswer", () => {
  it("feeds the prompt once, then each token with the cache of all before it", async () => {
    const { model, fed } = counting();
    const tokens: number[] = [];
    const prompt = [1, 2];
    for await (const token of streamAnswer({
      ...{ model, config, prompt, maxNewTokens: 4 },
    }))
      tokens.push(token);
    expect(tokens).toEqual([3, 4, 0, 1]);
    const numbers = (name: string) => fed.map((f) => [...f[name]!.data]);
    expect(numbers("input_ids")).toEqual([[1, 2], [3], [4], [0]]);
    expect(numbers("position_ids")).toEqual([[0, 1], [2], [3], [4]]);
    expect(numbers("attention_mask").map((m) => m.length)).toEqual([
      2, 3, 4, 5,
    ]);
    const past = fed.map((f) => f["past_key_values.1.value"]!.shape);
    expect(past.map(([, , P]) => P)).toEqual([0, 2, 3, 4]);
    expect(past[0]).toEqual([1, 2, 0, 2]);
  });

  it("yields each token before the next one is computed, and stops when its reader does", async () => {
    const { model, fed } = counting();
    const options = { model, config, prompt: [1, 2], maxNewTokens: 6 };
    for await (const token of streamAnswer(options)) if (token === 4) break;
    expect(fed).toHaveLength(2);
  });

  it("refuses what does not fit before any work", async () => {
    const { model, fed } = counting();
    const stream = streamAnswer({
      ...{ model, config, prompt: [1, 2], maxNewTokens: 8 },
    });
    await expect(stream.next()).rejects.toThrow(SequenceTooLongError);
    expect(fed).toEqual([]);
  });
});
