/** @file Weights of the reference implementation, imported: every golden case answers as the reference does. */
import * as tf from "@tensorflow/tfjs-core";
import "@tensorflow/tfjs-backend-cpu";
import {
  decodeSafetensors,
  encodeSafetensors,
  forward,
  parameterLayout,
  unflatten,
  type HostTensor,
} from "@trm/models";
import { loadRun } from "@trm/train";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { beforeAll, describe, expect, it } from "vitest";
import { trm, useScratch } from "./harness";

const scratch = useScratch();
const GOLDEN = fileURLToPath(
  new URL("../../../test-fixtures/golden", import.meta.url),
);
/** Every architecture, a halt midway, and steps beyond training; the logits of all cases are compared in @trm/models. */
const CASES = readdirSync(GOLDEN).filter((name) =>
  /plain$|early-halt$|^ut.more-steps$/.test(name),
);
const CHARACTERS = "0123456789|+=\n";

const golden = (name: string, file: string): string => join(GOLDEN, name, file);
const tensorsOf = (path: string) =>
  decodeSafetensors(readFileSync(path)).tensors;

const importCase = (name: string, out = "r", more: readonly string[] = []) =>
  trm([
    ...["import", golden(name, "model.safetensors"), "--out", out],
    ...["--config", golden(name, "config.json"), ...more],
  ]);

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
    const { tokens, targets } = tensorsOf(golden(name, "batch.safetensors"));
    const { logits } = tensorsOf(golden(name, "expected.safetensors"));
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

describe("an imported run", () => {
  const TRAIN = [
    ...["--steps", "2", "--batch", "4", "--threads", "1"],
    ...["--eval-count", "4", "--json"],
  ];

  it("is evaluated, trained on, exported and imported again, but not resumed", async () => {
    const imported = await importCase("ut.more-steps", "r", ["--task", "copy"]);
    expect(imported.stderr).toMatch(
      /^Imported ut: .* 6 block passes; its task is taken to be copy of length 10/m,
    );
    const evaluated = await trm(["eval", "r", "--count", "4", "--json"]);
    expect(evaluated.exitCode).toBe(0);

    const resumed = await trm(["resume", "r"]);
    expect(resumed.exitCode).toBe(2);
    expect(resumed.stderr).toContain("nothing to resume");

    const trained = await trm(["train", "--init", "r", "--out", "t", ...TRAIN]);
    expect(trained.exitCode).toBe(0);
    const record = JSON.parse(readFileSync("t/run.json", "utf8")) as object;
    expect(record).toMatchObject({
      init: { path: "r" },
      config: { arch: "ut", task: "copy", length: 10, budget: 6 },
    });

    const out = ["export", "r", "--format", "reference", "--out", "e"];
    expect((await trm(out)).exitCode).toBe(0);
    await trm([
      ...["import", "e/model.safetensors", "--config", "e/config.json"],
      ...["--out", "again", "--task", "copy"],
    ]);
    expect(loadRun("again")).toEqual(loadRun("r"));
  });

  it("gives a training nothing that contradicts its flags", async () => {
    await importCase("ut.plain");
    const files = scratch.files();
    for (const [flags, message] of [
      [
        ["--width", "32"],
        "nEmbd 32; leave it out to take over theirs (--width)",
      ],
      [["--arch", "trm"], 'arch "trm"'],
      [["--budget", "7"], "stepEmbedding [6, 16]"],
      [["--task", "sums"], "sums"],
      [["--init", "nowhere"], "nowhere"],
    ] as const) {
      const { exitCode, stderr } = await trm([
        ...["train", "--init", "r", "--out", "t", ...TRAIN, ...flags],
      ]);
      expect(exitCode).toBe(2);
      expect(stderr).toContain(message);
    }
    expect(scratch.files()).toEqual(files);
  });

  it("has the length that is asked for", async () => {
    const { stdout } = await importCase("trm.plain", "r", [
      ...["--length", "5", "--json"],
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      ...{ run: "r", arch: "trm", blockPasses: 12 },
      ...{ task: "addition", length: 5 },
    });
  });
});

describe("what cannot be imported is one sentence, exit 2, and no folder", () => {
  const CASE = "ut_level2.plain";
  const state = tensorsOf(golden(CASE, "model.safetensors"));
  const { "lm_head.bias": bias, ...rest } = state;
  const config = JSON.parse(
    readFileSync(golden(CASE, "config.json"), "utf8"),
  ) as { kwargs: object };
  const withKwargs = (kwargs: object): string =>
    JSON.stringify({ ...config, kwargs: { ...config.kwargs, ...kwargs } });
  const whole = encodeSafetensors(state);

  it.each<[string, Uint8Array | string, string, string]>([
    [
      "a missing tensor",
      encodeSafetensors(rest),
      withKwargs({}),
      "lacks lm_head.bias [14]",
    ],
    [
      "a surplus tensor",
      encodeSafetensors({ ...state, "lm_head.x": bias! }),
      withKwargs({}),
      "has unknown lm_head.x",
    ],
    [
      "a misshapen tensor",
      encodeSafetensors({
        ...rest,
        "lm_head.bias": { ...bias!, shape: [2, 7] },
      }),
      withKwargs({}),
      "lm_head.bias must be float32 [14], received float32 [2, 7]",
    ],
    [
      "a tensor of integers",
      encodeSafetensors({
        ...rest,
        "lm_head.bias": {
          dtype: "int32",
          shape: [14],
          data: new Int32Array(14),
        },
      }),
      withKwargs({}),
      "received int32 [14]",
    ],
    [
      "numbers that are none",
      encodeSafetensors({
        ...rest,
        "lm_head.bias": { ...bias!, data: new Float32Array(14).fill(NaN) },
      }),
      withKwargs({}),
      "lm_head.bias must hold finite numbers, received NaN",
    ],
    ["a file cut short", whole.subarray(0, 4000), withKwargs({}), "file"],
    [
      "another width",
      whole,
      withKwargs({ n_embd: 32 }),
      "must be float32 [14, 32]",
    ],
    [
      "another alphabet",
      whole,
      withKwargs({ vocab_size: 15 }),
      "must be float32 [15, 16]",
    ],
    [
      "an unknown argument",
      whole,
      withKwargs({ n_heads: 2 }),
      'did you mean "n_head"?',
    ],
    [
      "an argument of another type",
      whole,
      withKwargs({ n_head: "2" }),
      'received "2"',
    ],
    ["no model", whole, "{}", 'expected an object with "model"'],
    ["a config that is no JSON", whole, "{", "ends too early"],
    [
      "a PyTorch checkpoint",
      "PK\x03\x04 archive/data.pkl",
      withKwargs({}),
      "weights_only=True",
    ],
    ["a pickle", "\x80\x02}q\x00.", withKwargs({}), "is a Python pickle"],
  ])("%s", async (_, weights, configText, message) => {
    writeFileSync(
      "w",
      typeof weights === "string" ? Buffer.from(weights, "latin1") : weights,
    );
    writeFileSync("c.json", configText);
    const result = await trm([
      ...["import", "w", "--config", "c.json", "--out", "r"],
    ]);
    expect(result).toMatchObject({ exitCode: 2, stdout: "" });
    expect(result.stderr).toContain(message);
    expect(result.stderr.trimEnd().split("\n")).toHaveLength(1);
    expect(scratch.files()).toEqual(["c.json", "w"]);
  });

  it.each<[string, readonly string[], string]>([
    ["a file that is not there", ["nothing"], "no such file"],
    ["a folder", ["."], "no file"],
    ["an unknown task", ["w", "--task", "sums"], "sums"],
    ["a length beyond the block", ["w", "--length", "20"], "20"],
    ["a folder in use", ["w", "--out", "used"], "not empty"],
  ])("%s", async (_, args, message) => {
    copyFileSync(golden(CASE, "model.safetensors"), "w");
    mkdirSync("used");
    writeFileSync("used/file", "");
    const { exitCode, stderr } = await trm([
      ...["import", "--config", golden(CASE, "config.json"), "--out", "r"],
      ...args,
    ]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(message);
    expect(existsSync("r")).toBe(false);
  });

  it("and its help has the command that converts a checkpoint", async () => {
    expect((await trm(["import", "--help"])).stdout).toContain(
      "weights_only=True",
    );
  });
});
