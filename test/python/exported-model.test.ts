/** @file The libraries that Python users have agree with us about exported models: onnx, onnxruntime, safetensors. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import {
  exportModel,
  readReferenceCheckpoint,
  writeModelFolder,
} from "@trm/export";
import {
  decodeSafetensors,
  encodeSafetensors,
  forward,
  fromReferenceState,
  parameterLayout,
  parseModelConfig,
  unflatten,
  type HostTensor,
  type ModelConfig,
} from "@trm/models";
import { copy } from "@trm/tasks";
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { runPython, runPythonCode, SKIP_PYTHON } from "../support/python.ts";
import { ROOT } from "../support/workspace.ts";

const GOLDEN = join(ROOT, "test-fixtures/golden");
const TRAINED = join(ROOT, "test-fixtures/trained-copy");
/** One of every architecture, and one where sequences halt after different numbers of steps. */
const CASES = [
  "gpt.plain",
  "gpt_level1.plain",
  "gpt_level2.plain",
  "ut.plain",
  "ut_level1.plain",
  "ut_level2.h2-l1",
  "trm.plain",
  "trm.early-halt",
];
const LENGTHS = [5, 11, 4, 8];

const scratch = mkdtempSync(join(tmpdir(), "trm-python-"));
afterAll(() => rmSync(scratch, { recursive: true }));

/** A model that copies 1 to 6 digits, as a folder. */
const writeTrainedCopy = async (folder: string): Promise<void> => {
  const read = (file: string) => readFileSync(join(TRAINED, file));
  const config = parseModelConfig(JSON.parse(read("config.json").toString()));
  const { tensors } = decodeSafetensors(read("model.safetensors"));
  await writeModelFolder(folder, {
    config,
    params: fromReferenceState(tensors, config),
    task: { name: "copy", length: 6, characters: copy.alphabet.characters },
  });
};

const loadCase = (name: string) => {
  const read = (file: string) => readFileSync(join(GOLDEN, name, file));
  const config: unknown = JSON.parse(read("config.json").toString());
  return readReferenceCheckpoint(read("model.safetensors"), config);
};

/** What the model's own forward gives, each sequence alone, on TF.js's cpu backend. */
const expectedLogits = async (
  config: ModelConfig,
  params: Float32Array,
): Promise<Record<string, HostTensor>> => {
  await tf.setBackend("cpu");
  const tensors: Record<string, HostTensor> = {};
  LENGTHS.forEach((T, i) => {
    const tokens = Int32Array.from(
      { length: T },
      (_, t) => (5 * t + 3 * i + 1) % config.vocabSize,
    );
    const logits = tf.tidy(() =>
      forward(
        unflatten(tf.tensor1d(params), parameterLayout(config)),
        tf.tensor2d(tokens, [1, T], "int32"),
        config,
        { perSequenceHalt: true },
      ).logits.dataSync<"float32">(),
    );
    tensors[`tokens.${i}`] = { dtype: "int32", shape: [T], data: tokens };
    tensors[`logits.${i}`] = {
      dtype: "float32",
      shape: [T, config.vocabSize],
      data: logits,
    };
  });
  return tensors;
};

describe.skipIf(SKIP_PYTHON)("in Python", () => {
  it("the checker passes every architecture, and onnxruntime gives the forward's logits", async () => {
    for (const name of CASES) {
      const { config, params } = loadCase(name);
      const metadata = { "trm.arch": config.arch };
      const expected = await expectedLogits(config, params);
      mkdirSync(join(scratch, name));
      writeFileSync(
        join(scratch, name, "model.onnx"),
        exportModel(config, params, { metadata }),
      );
      writeFileSync(
        join(scratch, name, "expected.safetensors"),
        encodeSafetensors(expected),
      );
    }
    const folders = CASES.map((name) => join(scratch, name));
    const found = runPython("run_model.py", ...folders);
    for (const [i, folder] of folders.entries()) {
      const { config } = loadCase(CASES[i]!);
      expect(found).toHaveProperty(
        [folder],
        expect.objectContaining({
          opsets: { "": 21 },
          domains: [""],
          ir: 10,
          external: false,
          metadata: { "trm.arch": config.arch },
        }),
      );
    }
    const errors = Object.values(found as Record<string, { error: number }>);
    expect(Math.max(...errors.map(({ error }) => error))).toBeLessThan(1e-5);
  });

  it("safetensors reads our weights, and we read what it writes", () => {
    const again = join(scratch, "again.safetensors");
    const weights = join(TRAINED, "model.safetensors");
    const listed = runPython("reload_weights.py", weights, again);
    const ours = decodeSafetensors(readFileSync(weights)).tensors;
    const sums = Object.entries(ours).map(([name, { shape, data }]) => {
      const sum = Array.from(data).reduce((total, value) => total + value, 0);
      return [
        name,
        { shape, dtype: "float32", sum: expect.closeTo(sum, 6) as number },
      ];
    });
    expect(listed).toEqual(Object.fromEntries(sums));
    expect({ ...decodeSafetensors(readFileSync(again)).tensors }).toEqual({
      ...ours,
    });
  });

  it("the model card's example answers its prompt", async () => {
    const folder = join(scratch, "model");
    await writeTrainedCopy(folder);
    const card = readFileSync(join(folder, "README.md"), "utf8");
    const [, code = ""] = /```python\n(import json[^`]*)```/.exec(card) ?? [];
    expect(runPythonCode(code, folder)).toBe("123456\n");
  });
});
