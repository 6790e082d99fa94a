import { parseModelConfig } from "@trm/models";
import { describe, expect, it } from "vitest";
import { parityPrompts } from "./parity-prompts";

const promptsOf = (blockSize: number, vocabSize = 14) =>
  parityPrompts(
    parseModelConfig({
      arch: "dense",
      vocabSize,
      blockSize,
      nEmbd: 2,
      nHead: 1,
      nLayer: 1,
    }),
    1,
  );

describe("parityPrompts", () => {
  it.each([
    [1, 0, [1, 1, 1, 1]],
    [2, 1, [1, 1, 1, 1]],
    [16, 4, [3, 12, 1, 6]],
    [180, 4, [44, 176, 1, 88]],
    [10_000, 4, [63, 252, 1, 126]],
  ])(
    "fill a block of %d tokens, but no more than 256",
    (blockSize, steps, lengths) => {
      const prompts = promptsOf(blockSize);
      expect(prompts.steps).toBe(steps);
      expect(prompts.sequences.map(({ length }) => length - steps)).toEqual(
        lengths,
      );
    },
  );

  it("end with the block once, and begin at its beginning otherwise", () => {
    expect(promptsOf(1).starts).toEqual([0, 0, 0, 0]);
    expect(promptsOf(16).starts).toEqual([0, 0, 0, 6]);
    expect(promptsOf(10_000).starts).toEqual([0, 0, 0, 9870]);
  });

  it("share the tokens of a longer block, and no two sequences are alike", () => {
    const [, long] = promptsOf(180).sequences;
    const [, whole, , half] = promptsOf(256).sequences;
    expect(whole?.slice(0, 180)).toEqual(long);
    expect(whole?.slice(0, half?.length)).not.toEqual(half);
  });

  it("use every token, and nothing else", () => {
    const used = new Set(promptsOf(256).sequences.flatMap((s) => [...s]));
    expect([...used].sort((a, b) => a - b)).toEqual(
      Array.from({ length: 14 }, (_, token) => token),
    );
    expect(new Set(promptsOf(16, 1).sequences.flatMap((s) => [...s]))).toEqual(
      new Set([0]),
    );
  });
});
