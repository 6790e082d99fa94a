import * as tf from "@tensorflow/tfjs-core";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { ARCHITECTURE_IDS } from "../src/architectures";
import { cachedPasses } from "../src/block-passes";
import { parseModelConfig } from "../src/config";
import { forward } from "../src/forward";
import { fmix32 } from "../src/hash";
import { parameterLayout } from "../src/layout";
import type { ModelConfig } from "../src/model-config";
import { useCpu } from "./cpu";
import {
  alone,
  chunksOf,
  distance,
  emptyPast,
  garbage,
  inChunks,
  padded,
  real,
  scoped,
  TOLERANCE,
  type Position,
  type Row,
} from "./decoding-harness";
import { override, paramsOf, tinyConfig, weights } from "./tiny";

beforeAll(useCpu);

/** A halting head that makes sequences halt at steps of their own. */
const halting = (config: ModelConfig, seed: number): Float32Array => {
  const flat = override(weights(config, seed), config, { "q.bias": -0.8 });
  for (const { name, offset, size } of parameterLayout(config).entries) {
    if (name !== "q.weight") continue;
    for (let i = 0; i < size; i++)
      flat[offset + i] = fmix32(i + 308) * 2 ** -31 - 1;
  }
  return flat;
};

describe("q-halt, decoded", () => {
  const config = tinyConfig({ nLayer: 5, nOuterLoops: 1, nInnerLoops: 1 });
  const SEQUENCES = [
    [1, 2, 3, 4, 0],
    [4, 4, 1, 0],
    [3, 3, 3],
    [0, 1, 0, 1, 0],
    [2, 0, 2, 3, 1, 4],
  ];
  const rows = SEQUENCES.map((tokens) => padded(6 - tokens.length, tokens));
  const run = (
    chunks: number[],
    over: Partial<ModelConfig> = {},
    more: Row[] = [],
  ) =>
    inChunks(
      paramsOf(halting(config, 1), config),
      [...rows, ...more],
      chunks,
      { ...config, ...over },
      garbage,
    );
  const want = (over: Partial<ModelConfig> = {}) =>
    SEQUENCES.map((tokens) =>
      alone(paramsOf(halting(config, 1), config), tokens, {
        ...config,
        ...over,
      }),
    );
  const stepsOf = (positions: readonly Position[]) =>
    new Set(positions.map(({ steps }) => steps));

  it("stops every sequence of a batch at its own step, which later chunks remember", () => {
    const alone = want();
    expect(new Set(alone.map((row) => row[0]?.steps)).size).toBeGreaterThan(2);
    for (const chunks of [[6], [5, 1], [4, 2], [3, 1, 2], [1, 1, 1, 1, 1, 1]]) {
      run(chunks).forEach((positions, b) => {
        const own = real(rows[b]!, positions);
        expect(distance(own, alone[b]!), `chunks ${chunks}`).toBeLessThan(
          TOLERANCE,
        );
        expect(stepsOf(own).size).toBe(1);
      });
    }
  });

  it.each([
    ["under full compute", { fullCompute: true }],
    ["at the last position", { qPosition: "last" as const }],
  ])("is not asked %s", (_, over) => {
    run([4, 1, 1], over).forEach((positions, b) => {
      expect(distance(real(rows[b]!, positions), want(over)[b]!)).toBeLessThan(
        TOLERANCE,
      );
      expect(stepsOf(positions)).toEqual(new Set([5]));
    });
  });

  it("gives finite numbers to padding, and changes nothing for a neighbour of padding alone", () => {
    const nothing = Array<null>(6).fill(null);
    const got = run([2, 3, 1], {}, [nothing]);
    expect(got.slice(0, -1)).toEqual(run([2, 3, 1]));
    const all = got.flat().flatMap(({ logits }) => logits);
    expect(all.every(Number.isFinite)).toBe(true);
    expect(stepsOf(got.at(-1)!)).toEqual(new Set([5]));
  });

  it("leaves finite numbers in the cache of a sequence that has halted", () => {
    scoped(() => {
      const params = paramsOf(halting(config, 1), config);
      const call = (past = emptyPast(config, 1), mask = [1, 1]) =>
        forward(params, tf.tensor2d([[3, 3]], [1, 2], "int32"), config, {
          decoding: {
            past,
            attentionMask: tf.tensor2d([mask], [1, mask.length], "int32"),
            positions: tf.tensor2d([[0, 1]], [1, 2], "int32"),
          },
        });
      const { present } = call([...call().present!], [1, 1, 1, 1]);
      for (const { key, value } of present!)
        for (const tensor of [key, value])
          expect([...tensor.dataSync()].every(Number.isFinite)).toBe(true);
    });
  });
});

/** Small models all over the design space, halting early here and there. */
const design = fc
  .record({
    arch: fc.constantFrom(...ARCHITECTURE_IDS),
    streams: fc.constantFrom(1, 2, undefined),
    halting: fc.constantFrom("none", "act", "q", undefined),
    blocks: fc.constantFrom("shared", "distinct"),
    stepEmbedding: fc.boolean(),
    stateNorm: fc.constantFrom("none", "yz", "xyz"),
    blockNorm: fc.constantFrom("pre", "post"),
    nLayer: fc.integer({ min: 1, max: 3 }),
    nInnerLoops: fc.nat(2),
    nOuterLoops: fc.integer({ min: 1, max: 2 }),
    moreSteps: fc.nat(2),
    fullCompute: fc.boolean(),
  })
  .map(({ moreSteps, ...over }) =>
    parseModelConfig({
      vocabSize: 5,
      blockSize: 6,
      nEmbd: 8,
      nHead: 2,
      gradient: "full",
      ...over,
      inferenceSteps: over.nLayer + (over.blocks === "shared" ? moreSteps : 0),
    }),
  );

/** 1 to 3 rows of 7 places, at most 6 of them tokens, padding anywhere. */
const someRows = fc.array(
  fc.array(fc.option(fc.nat(4), { freq: 2 }), { minLength: 7, maxLength: 7 }),
  { minLength: 1, maxLength: 3 },
);

it("any model in any chunks, padded anywhere, is each sequence alone", () => {
  fc.assert(
    fc.property(
      design,
      someRows,
      chunksOf(7),
      fc.nat(99),
      (config, drawn, chunks, seed) => {
        const rows = drawn.map((row): Row => [...row.slice(0, 6), null]);
        scoped(() => {
          const params = paramsOf(halting(config, seed), config);
          const got = inChunks(params, rows, chunks, config, garbage);
          rows.forEach((row, b) => {
            const tokens = row.filter((token) => token !== null);
            if (tokens.length === 0) return;
            const want = alone(params, tokens, config);
            expect(distance(real(row, got[b]!), want)).toBeLessThan(TOLERANCE);
          });
        });
      },
    ),
    { numRuns: 200 },
  );
});

it("what comes out of every block pass is reported, the last of a step being its solution", () => {
  scoped(() => {
    const config = tinyConfig({});
    const tokens = tf.tensor2d([[1, 2, 3]], [1, 3], "int32");
    const params = paramsOf(weights(config), config);
    const { passes, solutions } = forward(params, tokens, config);
    expect(passes).toHaveLength(cachedPasses(config));
    expect(passes[5]).toBe(solutions[0]);
    expect(passes[11]).toBe(solutions[1]);
  });
});

it("a past of another number of block passes is refused", () => {
  const config = tinyConfig({});
  const params = paramsOf(weights(config), config);
  const decoding = {
    past: emptyPast(config, 1).slice(1),
    attentionMask: tf.ones<tf.Rank.R2>([1, 1], "int32"),
    positions: tf.zeros<tf.Rank.R2>([1, 1], "int32"),
  };
  expect(() =>
    forward(params, tf.zeros([1, 1], "int32"), config, { decoding }),
  ).toThrow("A past of 11 block passes does not fit the model's 12");
});
