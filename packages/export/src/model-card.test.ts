import { parseModelConfig } from "@trm/models";
import { describe, expect, it } from "vitest";
import type { ModelDescription } from "./folder-config";
import { modelCard } from "./model-card";

const characters = Array.from("0123456789|+=\n");

const described = (
  name: string,
  length: number,
  blockSize: number,
): ModelDescription => ({
  config: parseModelConfig({
    ...{ arch: "ut", vocabSize: characters.length, blockSize },
    ...{ nEmbd: 4, nHead: 1, nLayer: 1 },
  }),
  task: { name, length, characters },
});

/** Prompt and new characters of the JavaScript example. */
const exampleIn = (card: string): [prompt: string, most: number] => {
  const [, prompt = ""] = /\[\.\.\."(.*?)"\]/.exec(card) ?? [];
  const [, most] = /maxNewTokens: (\d+)/.exec(card) ?? [];
  return [prompt, Number(most)];
};

describe("the example of a model card", () => {
  it.each([
    ["addition", 3, 180, "123+123=", 32],
    ["copy", 12, 180, "123456789012|", 32],
    ["copy", 6, 16, "123456|", 10],
    // Prompt, answer and end no longer than the block, whatever length is claimed.
    ["copy", 1e15, 16, "1234567|", 9],
    ["addition", 1e15, 16, "1234+1234=", 7],
    ["addition", 1, 1, "1+1=", 1],
  ])("of %s at length %d fits into a block of %d", (name, length, ...rest) => {
    const [blockSize, prompt, most] = rest;
    const card = modelCard(described(name, length, blockSize));
    expect(exampleIn(card)).toEqual([prompt, most]);
  });
});

describe("the model card of imported weights", () => {
  const sha256 = "0123456789abcdef".repeat(4);
  const cardOf = (assumed: readonly ("task" | "length")[]): string =>
    modelCard({
      ...described("addition", 10, 180),
      imported: { sha256, assumed },
    });

  it("says that their training is not known, and which they are", () => {
    const card = cardOf([]);
    expect(card).toContain("steps and seed of their training are not known");
    expect(card).toContain(`\`${sha256}\``);
    expect(card).toContain("| addition, trained at length 10 |");
  });

  it("does not say what nobody told", () => {
    const card = cardOf(["task", "length"]);
    expect(card).toContain(
      "| addition (taken to be so, the weights do not say) |",
    );
    expect(card).not.toContain("trained at length");
  });
});
