/** @file Weights of the reference implementation as a run, and what is refused. */
import { encodeSafetensors } from "@trm/models";
import { loadRun } from "@trm/train";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { trm, useScratch } from "./harness";
import { golden, goldenTensors, importCase } from "./import-case";

const scratch = useScratch();

describe("an imported run", () => {
  const TRAIN = [
    ...["--steps", "2", "--batch", "4", "--threads", "1"],
    ...["--eval-count", "4", "--json"],
  ];

  it("is evaluated, trained on, exported and imported again, but not resumed", async () => {
    const imported = await importCase("ut.more-steps", ["--task", "copy"]);
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
    const run = loadRun("r");
    expect(run.imported?.sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(loadRun("again")).toEqual({
      ...run,
      imported: { ...run.imported, path: "e/model.safetensors" },
    });
  });

  it("is exported as a folder, which is trained on without the run", async () => {
    await importCase("trm.early-halt");
    const out = ["export", "r", "--out", "m"];
    expect((await trm(out)).exitCode).toBe(0);
    const { trm: said } = JSON.parse(readFileSync("m/config.json", "utf8")) as {
      trm: Record<string, unknown>;
    };
    const { sha256 } = loadRun("r").imported!;
    expect(said["imported"]).toEqual({ sha256, assumed: ["task", "length"] });
    expect(said).not.toHaveProperty("training");
    const card = readFileSync("m/README.md", "utf8");
    expect(card).toContain("steps and seed of their training are not known");
    const trained = await trm([
      ...["train", "--init", "m", "--length", "3", "--out", "t", ...TRAIN],
    ]);
    expect(trained.exitCode).toBe(0);
    const record = JSON.parse(readFileSync("t/run.json", "utf8")) as object;
    expect(record).toMatchObject({
      init: { path: "m" },
      config: { arch: "trm", task: "addition", length: 3, budget: 12 },
    });
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

  it("is evaluated with notes on its training only where it was told of it", async () => {
    await importCase("ut.plain", ["--task", "copy", "--length", "2"]);
    const flags = ["--lengths", "3", "--count", "2", "--seed", "1337"];
    const told = await trm(["eval", "r", ...flags, "--json"]);
    expect(JSON.parse(told.stdout)).toMatchObject({
      trainedLength: 2,
      notes: [
        expect.stringContaining("beyond the 5 that were trained") as string,
      ],
    });
    await rm("r", { recursive: true });
    await importCase("ut.plain", ["--task", "copy"]);
    const assumed = await trm(["eval", "r", ...flags, "--json"]);
    const report = JSON.parse(assumed.stdout) as object;
    expect(report).toMatchObject({ arch: "ut", notes: [] });
    expect(report).not.toHaveProperty("step");
    expect(report).not.toHaveProperty("trainedLength");
  });

  it("has the length that is asked for", async () => {
    const { stdout } = await importCase("trm.plain", [
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
  const state = goldenTensors(CASE, "model.safetensors");
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
