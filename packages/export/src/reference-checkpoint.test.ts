import {
  ARCHITECTURE_IDS,
  ConfigError,
  decodeSafetensors,
  initParameters,
  parseModelConfig,
  SafetensorsError,
} from "@trm/models";
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  encodeReferenceCheckpoint,
  readReferenceCheckpoint,
} from "./reference-checkpoint";

const GOLDEN = new URL("../../../test-fixtures/golden/", import.meta.url);
const CASES = readdirSync(GOLDEN, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const read = (path: string): Uint8Array => readFileSync(new URL(path, GOLDEN));
const json = (bytes: Uint8Array): unknown =>
  JSON.parse(new TextDecoder().decode(bytes));

const SIZES = { vocabSize: 14, blockSize: 8, nEmbd: 12, nHead: 3, nLayer: 2 };
const config = parseModelConfig({ arch: "trm", ...SIZES, nOuterLoops: 3 });
const files = encodeReferenceCheckpoint(config, initParameters(config, 1));
const weights = files["model.safetensors"];
const kwargs = {
  ...(json(files["config.json"]) as { kwargs: Record<string, unknown> }).kwargs,
};

describe("a reference checkpoint", () => {
  it.each(ARCHITECTURE_IDS)("goes out and comes back for %s", (arch) => {
    for (const more of [{}, { inferenceSteps: 1, fullCompute: true }]) {
      const own = parseModelConfig({ arch, ...SIZES, ...more });
      const params = initParameters(own, 7);
      const out = encodeReferenceCheckpoint(own, params);
      const back = readReferenceCheckpoint(
        out["model.safetensors"],
        json(out["config.json"]),
      );
      expect(back).toEqual({ config: own, params });
    }
  });

  it.each(CASES)("comes in and goes out for %s", (name) => {
    const bytes = read(`${name}/model.safetensors`);
    const { config, params } = readReferenceCheckpoint(
      bytes,
      json(read(`${name}/config.json`)),
    );
    const out = encodeReferenceCheckpoint(config, params);
    expect(decodeSafetensors(out["model.safetensors"]).tensors).toEqual(
      decodeSafetensors(bytes).tensors,
    );
  });
});

describe("what is no reference checkpoint is refused", () => {
  it.each<[string, unknown, string]>([
    [
      "another width",
      { n_embd: 15 },
      "must be float32 [14, 15], received float32 [14, 12]",
    ],
    [
      "more heads",
      { n_head: 4 },
      "lacks shared_block.sa.heads.3.query.weight [3, 12]",
    ],
    ["fewer heads", { n_head: 2 }, "has unknown shared_block.sa.heads.2"],
    [
      "no step embeddings",
      { use_step_embeddings: false },
      "has unknown step_embedding_table.weight",
    ],
    ["a huge width", { n_embd: 3e9 }, "nEmbd 3000000000, but at most 8192"],
    [
      "a larger model",
      { n_embd: 1200 },
      `parameters, but the weights have at most ${Math.floor(weights.length / 4)};`,
    ],
    ["endless steps", { n_layer: 1e9 }, "nLayer 1000000000"],
    ["a deep value", { n_embd: [[]] }, "received a list of 1"],
  ])("a config of %s", (_, change, message) => {
    const read = () =>
      readReferenceCheckpoint(weights, {
        model: "trm",
        kwargs: { ...kwargs, ...(change as object) },
      });
    expect(read).toThrow(message);
  });

  it("tensors of half the precision", () => {
    const text = new TextDecoder("latin1").decode(weights);
    const half = Buffer.from(text.replace("F32", "F16"), "latin1");
    const read = () => readReferenceCheckpoint(half, { model: "trm", kwargs });
    expect(read).toThrow(SafetensorsError);
    expect(read).toThrow("must have dtype F32");
  });

  it("an ablation that the reference has no argument for", () => {
    const full = parseModelConfig({ ...SIZES, arch: "trm", gradient: "full" });
    const write = () =>
      encodeReferenceCheckpoint(full, initParameters(full, 1));
    expect(write).toThrow(ConfigError);
    expect(write).toThrow("no argument that makes gradient");
  });
});
