import { describe, expect, it } from "vitest";
import { ARCHITECTURE_IDS } from "./architectures";
import { parseModelConfig } from "./config";
import { parameterLayout } from "./layout";

const SIZES = { vocabSize: 14, blockSize: 8, nEmbd: 8, nHead: 2, nLayer: 3 };

describe.each(ARCHITECTURE_IDS)("the layout of %s", (arch) => {
  const config = parseModelConfig({ arch, ...SIZES });
  const { entries, size } = parameterLayout(config);

  it("covers the flat vector without gap or overlap", () => {
    let end = 0;
    for (const { shape, offset, size: length } of entries) {
      expect(offset).toBe(end);
      expect(length).toBe(shape.reduce((product, n) => product * n, 1));
      end += length;
    }
    expect(end).toBe(size);
  });

  it("names every parameter once", () => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  });

  it("has only the parameters that the architecture has", () => {
    const has = (name: string): boolean =>
      entries.some((entry) => entry.name === name);
    expect(has("stepEmbedding")).toBe(config.stepEmbedding);
    expect(has("solution")).toBe(config.streams === 2);
    expect(has("reasoning")).toBe(config.streams === 2);
    expect(has("halt.weight")).toBe(config.halting === "act");
    expect(has("q.weight")).toBe(config.halting === "q");
    expect(has("blocks.1.attention.qkv")).toBe(config.blocks === "distinct");
  });

  it("says which parameters one recurrence step alone reads", () => {
    const once = (name: string): boolean =>
      entries.find((entry) => entry.name === name)?.reach === "one-step";
    expect(once("tokenEmbedding")).toBe(config.streams === 1);
    expect(once("positionEmbedding")).toBe(config.streams === 1);
    expect(once("solution")).toBe(config.streams === 2);
    expect(once("blocks.0.attention.qkv")).toBe(config.blocks === "distinct");
    expect(once("stepEmbedding")).toBe(false);
    expect(once("head.weight")).toBe(false);
  });
});
