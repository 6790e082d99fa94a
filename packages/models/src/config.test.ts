import { describe, expect, it } from "vitest";
import { ARCHITECTURE_IDS, ARCHITECTURES } from "./architectures";
import { parseModelConfig } from "./config";
import { ConfigError } from "./errors";

const SIZES = { vocabSize: 14, blockSize: 8, nEmbd: 8, nHead: 2, nLayer: 2 };
const parse = (over: object) =>
  parseModelConfig({ arch: "trm", ...SIZES, ...over });

describe("a model config", () => {
  it.each(ARCHITECTURE_IDS)("of %s takes its columns from the row", (arch) => {
    const { blocks, streams, halting, gradient, stepEmbedding } =
      ARCHITECTURES[arch];
    expect(parse({ arch })).toMatchObject({
      arch,
      blocks,
      streams,
      halting,
      gradient,
      stepEmbedding,
      dropout: 0.1,
      ponderWeight: 0,
      fullCompute: false,
    });
  });

  it("survives JSON and a second reading", () => {
    const config = parse({ gradient: "last-k", gradientPasses: 3 });
    const again: unknown = JSON.parse(JSON.stringify(config));
    expect(parseModelConfig(again)).toEqual(config);
  });

  it("has one inner and one outer loop where none are nested", () => {
    const loops = { nInnerLoops: 3, nOuterLoops: 4 };
    expect(parse({ ...loops })).toMatchObject(loops);
    for (const over of [{ arch: "dual-ut" }, { arch: "dense" }]) {
      expect(parse({ ...loops, ...over })).toMatchObject({
        nInnerLoops: 1,
        nOuterLoops: 1,
      });
    }
  });

  it("may be TRM's own recipe", () => {
    const recipe = {
      blockNorm: "post",
      embeddingStd: 0.125,
      embeddingScale: 8,
      initialState: "fixed",
      initialStateStd: 1,
      supervision: "carried",
      qPosition: "last",
      haltLossWeight: 0.5,
    };
    expect(parse(recipe)).toMatchObject(recipe);
  });

  it("takes reference ids", () => {
    expect(parse({ arch: "ut_level1" }).arch).toBe("dual-ut");
  });
});

describe("a config without meaning is refused", () => {
  it.each<[string, object, string]>([
    [
      "an unknown key",
      { nHeads: 2 },
      'unknown key "nHeads"; did you mean "nHead"?',
    ],
    ["an unknown architecture", { arch: "trn" }, 'did you mean "trm"?'],
    [
      "an unknown value",
      { gradient: "none" },
      'gradient must be one of full, per-step, last-cycle, last-k, received "none"',
    ],
    [
      "zero heads",
      { nHead: 0 },
      "nHead must be an integer of at least 1, received 0",
    ],
    [
      "half a layer",
      { nLayer: 1.5 },
      "nLayer must be an integer of at least 1",
    ],
    [
      "a missing size",
      { vocabSize: undefined },
      "vocabSize must be an integer of at least 1, received nothing",
    ],
    [
      "a width that heads do not divide",
      { nEmbd: 10, nHead: 4 },
      "nEmbd must be a multiple of nHead, received 10 and 4; try nEmbd 12",
    ],
    [
      "dropout of everything",
      { dropout: 1 },
      "dropout must be a number in [0, 1)",
    ],
    [
      "a negative ponder weight",
      { ponderWeight: -1 },
      "ponderWeight must be a finite number of at least 0",
    ],
    [
      "NaN",
      { embeddingStd: Number.NaN },
      "embeddingStd must be a finite number",
    ],
    [
      "a truth that is a word",
      { fullCompute: "yes" },
      'fullCompute must be true or false, received "yes"',
    ],
    [
      "more steps than distinct blocks",
      { arch: "dense", inferenceSteps: 3 },
      "2 distinct blocks cannot run 3 inference steps",
    ],
    [
      "cycles of one stream",
      { streams: 1 },
      'gradient "last-cycle" needs 2 streams',
    ],
    ["last-k without k", { gradient: "last-k" }, "needs gradientPasses"],
    [
      "k without last-k",
      { gradientPasses: 2 },
      'gradientPasses is read where gradient is "last-k"',
    ],
    [
      "k beyond the forward",
      { gradient: "last-k", gradientPasses: 13 },
      "gradientPasses must be at most the 12 block applications",
    ],
    [
      "k beyond the step of a carried loss",
      { gradient: "last-k", gradientPasses: 7, supervision: "carried" },
      "at most the 6 block applications",
    ],
    [
      "ACT over carried steps",
      { halting: "act", supervision: "carried" },
      'set halting: "none"',
    ],
    [
      "ACT over carried steps, by the architecture's row",
      { arch: "ut", supervision: "carried" },
      'received halting "act"; set halting: "none"',
    ],
    [
      "fixed states of one stream",
      { arch: "ut", initialState: "fixed" },
      'initialState "fixed" is about y_0 and z_0 of 2 streams, received 1',
    ],
    [
      "the spread of states of one stream",
      { arch: "dense", initialStateStd: 1 },
      "initialStateStd is about y_0 and z_0 of 2 streams, received 1",
    ],
    [
      "a place of q without q",
      { halting: "none", supervision: "carried", qPosition: "last" },
      'qPosition is read where halting is "q", received halting "none"',
    ],
    [
      "q at the last position that nothing asks",
      { qPosition: "last" },
      'qPosition "last" is asked by supervision "carried" alone, received supervision "last"',
    ],
    [
      "a lesson for q at the first position",
      { supervision: "carried", haltLossWeight: 0.5 },
      'which has seen the whole sequence, received qPosition "first"',
    ],
  ])("%s", (_, over, message) => {
    expect(() => parse(over)).toThrow(ConfigError);
    expect(() => parse(over)).toThrow(message);
  });

  it.each<[string[], object]>([
    [["nEmbd", "nHead"], { nEmbd: 10, nHead: 4 }],
    [["dropout"], { dropout: 1 }],
    [["arch"], { arch: "trn" }],
    [["nHeads"], { nHeads: 2 }],
    [["supervision", "halting"], { halting: "act", supervision: "carried" }],
  ])("and the error is about %j", (keys, over) => {
    expect(() => parse(over)).toThrow(expect.objectContaining({ keys }));
  });

  it.each([null, undefined, 3, "trm", []])("%s", (raw) => {
    expect(() => parseModelConfig(raw)).toThrow(ConfigError);
  });
});
