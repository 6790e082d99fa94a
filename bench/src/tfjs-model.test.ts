import { readFileSync } from "node:fs";
import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor2d } from "@tensorflow/tfjs-core";
import { decodeSafetensors } from "@trm/models";
import { beforeAll, describe, expect, it } from "vitest";
import { largestDifference } from "./agreement";
import { createTfjsModel } from "./tfjs-model";

const GOLDEN = new URL("../../test-fixtures/golden/", import.meta.url);

const read = (path: string) => readFileSync(new URL(path, GOLDEN));
const tensors = (path: string) => decodeSafetensors(read(path)).tensors;

/** Named tensors as one array of numbers and its layout. */
function flatten(path: string) {
  const numbers: number[] = [];
  const layout = Object.entries(tensors(path)).map(([name, tensor]) => {
    const offset = numbers.length;
    numbers.push(...tensor.data);
    return { name, shape: tensor.shape, offset };
  });
  return { flat: Float32Array.from(numbers), layout };
}

/** The fields of a golden case's configuration that the peer needs. */
interface GoldenConfig {
  readonly kwargs: {
    readonly vocab_size: number;
    readonly block_size: number;
    readonly n_embd: number;
    readonly n_head: number;
    readonly n_layer: number;
  };
}

describe("the TF.js peer", () => {
  beforeAll(() => setBackend("cpu"));

  it.each([
    ["gpt.plain", false],
    ["gpt_level1.plain", true],
  ])("computes the logits of the reference's %s", async (name, tied) => {
    const json = read(`${name}/config.json`).toString();
    const { kwargs } = JSON.parse(json) as GoldenConfig;
    const config = { ...kwargs, passes: kwargs.n_layer, tied, dropout: 0 };
    const { flat, layout } = flatten(`${name}/model.safetensors`);
    const { tokens } = tensors(`${name}/batch.safetensors`);
    const { logits } = tensors(`${name}/expected.safetensors`);
    const model = createTfjsModel(config, flat, layout);
    const [B = 0, T = 0] = tokens?.shape ?? [];
    const input = tensor2d(tokens?.data ?? [], [B, T], "int32");
    const output = await model.forward(input).data();
    // float32 in another order of summation; logits are about 1.
    expect(largestDifference(output, logits?.data ?? [])).toBeLessThan(1e-5);
  });
});
