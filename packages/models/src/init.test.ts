import { describe, expect, it } from "vitest";
import { ARCHITECTURE_IDS } from "./architectures";
import { parseModelConfig } from "./config";
import { initParameters } from "./init";
import { parameterLayout } from "./layout";

const SIZES = { vocabSize: 14, blockSize: 64, nEmbd: 64, nHead: 2, nLayer: 2 };

const start = (over: object, seed = 7) => {
  const config = parseModelConfig({ arch: "trm", ...SIZES, ...over });
  const flat = initParameters(config, seed);
  return new Map(
    parameterLayout(config).entries.map(({ name, offset, size }) => [
      name,
      flat.subarray(offset, offset + size),
    ]),
  );
};

/** Mean of the k-th powers. */
const moment = (values: Float32Array, k: number): number =>
  values.reduce((sum, value) => sum + value ** k, 0) / values.length;

describe("initialisation", () => {
  it.each([
    "blocks.0.attention.qkv",
    "blocks.0.feedForward.up.weight",
    "blocks.0.feedForward.down.weight",
    "tokenEmbedding",
    "positionEmbedding",
  ])("draws %s from N(0, 0.02²)", (name) => {
    const values = start({}).get(name)!;
    // Five standard errors of each statistic.
    const spread = 5 / Math.sqrt(values.length);
    expect(Math.abs(moment(values, 1) / 0.02)).toBeLessThan(spread);
    expect(Math.abs(moment(values, 2) / 0.02 ** 2 - 1)).toBeLessThan(
      spread * Math.sqrt(2),
    );
    expect(Math.abs(moment(values, 4) / 0.02 ** 4 - 3)).toBeLessThan(
      spread * Math.sqrt(96),
    );
  });

  it("gives independent neighbours", () => {
    const values = start({}).get("blocks.0.feedForward.up.weight")!;
    for (const lag of [1, 2, 64]) {
      const product = values.map((v, i) => v * (values[i + lag] ?? 0));
      const correlation = moment(product, 1) / 0.02 ** 2;
      expect(Math.abs(correlation)).toBeLessThan(5 / Math.sqrt(values.length));
    }
  });

  it("starts biases at 0, LayerNorm at 1 and 0, the q head at 0 and -5", () => {
    const values = start({});
    const all = (name: string): number[] => [...new Set(values.get(name))];
    expect(all("head.bias")).toEqual([0]);
    expect(all("blocks.0.norm1.gain")).toEqual([1]);
    expect(all("blocks.0.norm1.bias")).toEqual([0]);
    expect(all("q.weight")).toEqual([0]);
    expect(all("q.bias")).toEqual([-5]);
  });

  it("scales token and position embeddings alone by embeddingStd", () => {
    const small = start({});
    const large = start({ embeddingStd: 1 });
    for (const [name, values] of large) {
      const scale = /^(token|position)Embedding$/.test(name) ? 50 : 1;
      const ratio = (values[0] ?? 0) / (small.get(name)?.[0] ?? 1);
      if (values[0] !== 0) expect(ratio, name).toBeCloseTo(scale, 4);
    }
  });

  it("scales y_0 and z_0 alone by initialStateStd", () => {
    const small = start({});
    for (const [name, values] of start({ initialStateStd: 1 })) {
      const scale = /^(solution|reasoning)$/.test(name) ? 50 : 1;
      const ratio = (values[0] ?? 0) / (small.get(name)?.[0] ?? 1);
      if (values[0] !== 0) expect(ratio, name).toBeCloseTo(scale, 4);
    }
  });

  it("is a pure function of the seed", () => {
    expect(start({})).toEqual(start({}));
    expect(start({}, 8).get("tokenEmbedding")).not.toEqual(
      start({}).get("tokenEmbedding"),
    );
  });

  it("gives equal numbers to equal names of any architecture", () => {
    const want = start({}).get("blocks.0.attention.qkv");
    for (const arch of ARCHITECTURE_IDS) {
      expect(start({ arch }).get("blocks.0.attention.qkv")).toEqual(want);
    }
  });
});
