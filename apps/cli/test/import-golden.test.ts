/** @file Weights of the reference implementation, imported, answer as the reference does. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import {
  forward,
  parameterLayout,
  unflatten,
  type HostTensor,
} from "@trm/models";
import { loadRun } from "@trm/train";
import { readdirSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { trm, useScratch } from "./harness";
import { GOLDEN, goldenTensors, importCase } from "./import-case";

useScratch();
/** Every architecture, a halt midway, and steps beyond training; the logits of all cases are compared in @trm/models. */
const CASES = readdirSync(GOLDEN).filter((name) =>
  /plain$|early-halt$|^ut.more-steps$/.test(name),
);
const CHARACTERS = "0123456789|+=\n";

const argmax = (values: ArrayLike<number>): number =>
  Array.from(values).reduce(
    (best, value, i, all) => (value > (all[best] ?? -Infinity) ? i : best),
    0,
  );

/** Rows of [B, T] as lists. */
const rowsOf = ({ data, shape: [B = 0, T = 0] }: HostTensor): number[][] =>
  Array.from({ length: B }, (_, b) => [...data.subarray(b * T, (b + 1) * T)]);

/** Greedy answers by a whole forward per character, each sequence by itself. */
const answerSlowly = (
  dir: string,
  prompt: readonly number[],
  count: number,
): number[] => {
  const { modelConfig, params } = loadRun(dir);
  return tf.tidy(() => {
    const tree = unflatten(tf.tensor1d(params), parameterLayout(modelConfig));
    const tokens = [...prompt];
    for (let i = 0; i < count; i++) {
      const { logits } = forward(
        tree,
        tf.tensor2d([tokens], [1, tokens.length], "int32"),
        modelConfig,
      );
      tokens.push(argmax(logits.dataSync().slice(-CHARACTERS.length)));
    }
    return tokens.slice(prompt.length);
  });
};

beforeAll(async () => {
  await tf.setBackend("cpu");
});

describe.each(CASES)("trm import of %s", (name) => {
  it("generates what the reference's logits say, and a whole answer as a host loop does", async () => {
    expect(await importCase(name)).toMatchObject({
      exitCode: 0,
      stdout: "r\n",
    });
    const { tokens, targets } = goldenTensors(name, "batch.safetensors");
    const { logits } = goldenTensors(name, "expected.safetensors");
    const [, T = 0, V = 0] = logits!.shape;
    const length = 1 + rowsOf(targets!)[0]!.findIndex((token) => token >= 0);
    const prompts = rowsOf(tokens!).map((row) => row.slice(0, length));
    const texts = prompts.map((prompt) =>
      prompt.map((token) => CHARACTERS[token]).join(""),
    );
    const { stdout } = await trm([
      ...["generate", "r", ...texts, "--json", "--max-new-tokens", "6"],
    ]);
    const answers = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { answer: string });
    prompts.forEach((prompt, b) => {
      const slowly = answerSlowly("r", prompt, 6);
      const text = slowly.map((token) => CHARACTERS[token]).join("");
      expect(answers[b]?.answer).toBe(text.split("\n")[0]);
      // The batch of that case halted together, after another step than each sequence by itself.
      if (name === "trm.early-halt") return;
      const at = (b * T + length - 1) * V;
      expect(slowly[0]).toBe(argmax(logits!.data.subarray(at, at + V)));
    });
  });
});
