/** @file Input that cannot be used: one line on stderr, exit 2, nothing written. */
import {
  cpSync,
  mkdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { TINY, trm, useScratch, type Result } from "./harness";

const scratch = useScratch();

/** Asserts one sentence that holds `words`, exit 2 and no other file than `files`. */
function expectRefusal(
  result: Result,
  words: string | RegExp,
  files: readonly string[] = [],
): void {
  expect(result.stderr).toMatch(/^trm: [^\n]+[.?]\n$/);
  expect(result.stderr).toMatch(words);
  expect(result.exitCode).toBe(2);
  expect(result.stdout).toBe("");
  expect(scratch.files()).toEqual(files);
}

describe("a training that cannot be", () => {
  const base = ["train", "--arch", "ut", "--task", "copy"];
  it.each([
    [["--arch", "dual-utt"], 'Unknown architecture "dual-utt".*dual-ut'],
    [["--task", "reverze"], 'Unknown task "reverze".*reverse'],
    [["--width", "30", "--heads", "4"], "30 and 4.* \\(--width, --heads\\)"],
    [
      ["--budget", "0"],
      '--budget expects .* 1 or more and at most 1024, .* "0"',
    ],
    [["--length", "200"], "length.* 200.*180"],
    [["--steps", "1e3x"], '--steps expects .* "1e3x"'],
    [["--width", "1.5"], '--width expects .* "1.5"'],
    [["--batch", "-3"], '--batch expects .* "-3"'],
    [["--lr", "NaN"], '--lr expects .* "NaN"'],
    [["--dropout", "1"], "--dropout expects"],
    [["--seed", "4294967296"], "--seed expects"],
    [["--engine", "torch"], "--engine expects onnxruntime or tfjs"],
    [["--stepz", "3"], "Unknown option '--stepz'; did you mean --steps"],
    [["--set", "model.nEmbed=64"], "model.nEmbed.*model.nEmbd"],
    [["--set", "trainin.steps=1"], "trainin.*training"],
    [["--set", "model.gradient=some"], "model.gradient.*some"],
    [["--set", "model.gradient"], "--set expects a dotted name"],
    [["--config", "absent.json"], "absent.json, which does not exist"],
    [["--out", ""], "--out expects a folder"],
    [["--device", "abacus"], "abacus"],
    [["--schedule", "linear"], "--schedule expects constant or cosine"],
    [
      ["--arch", "utt"],
      '--arch: Unknown architecture "utt"; did you mean "ut"',
    ],
    [["--set", "leraning_rate=1"], 'did you mean "training.learningRate"'],
    [["--set", "lr=1"], 'did you mean "training.learningRate"'],
    [["--set", "training.lr=1"], 'did you mean "training.learningRate"'],
    [["--set", "__proto__.steps=1"], 'Unknown configuration key "__proto__"'],
    [["--set", "model.__proto__.x=1"], 'key "model.__proto__"'],
    [["--set", 'model={"constructor":1}'], 'unknown key "constructor"'],
    [["--set", `model=${"[".repeat(99)}${"]".repeat(99)}`], "64 levels deep"],
    [
      ["--steps", "5", "--warmup-steps", "5"],
      '"training.warmupSteps" is 5, but "training.steps" is 5.* \\(--steps, --warmup-steps\\)',
    ],
    [
      [
        ...["--set", "earlyStop.metric=loss", "--set", "earlyStop.steps=0"],
        ...["--set", "earlyStop.threshold=1"],
      ],
      '"earlyStop.metric" is "loss".* charAcc',
    ],
    [
      ["--best", "loss"],
      '"checkpoint.best" is "loss".* charAcc.* \\(--best\\)',
    ],
    [["--tf32"], '"runtime.tf32" is true, but "runtime.device" is "cpu"'],
  ])("%j", async (flags, words) => {
    expectRefusal(await trm([...base, ...flags]), new RegExp(words));
  });

  it("has an unknown key in its --config file", async () => {
    writeFileSync("c.json", '{"training":{"step":3}}');
    expectRefusal(
      await trm([...base, "--config", "c.json"]),
      /training\.step".*training\.steps"/,
      ["c.json"],
    );
  });

  it("has leraning_rate in its --config file", async () => {
    writeFileSync("c.json", '{"leraning_rate":1}');
    expectRefusal(
      await trm(["train", "--config", "c.json"]),
      /key "leraning_rate"; did you mean "training\.learningRate"\?$/m,
      ["c.json"],
    );
  });

  it("has a --config file that is no JSON object", async () => {
    writeFileSync("c.json", "[1");
    expectRefusal(
      await trm([...base, "--config", "c.json"]),
      /c\.json.* line 1, column 3/,
      ["c.json"],
    );
  });

  it("names no architecture or no task", async () => {
    expectRefusal(await trm(["train", "--task", "copy"]), "--arch is missing");
    expectRefusal(await trm(["train", "--arch", "ut"]), "--task is missing");
  });

  it("would write into a folder that holds something", async () => {
    mkdirSync("full");
    writeFileSync("full/note", "");
    expectRefusal(
      await trm([...base, ...TINY, "--out", "full"]),
      /full is not empty/,
      ["full", "full/note"],
    );
  });

  it("asks for CUDA where there is none: what is missing and how to install it", async () => {
    const result = await trm([...base, "--device", "cuda"]);
    expectRefusal(result, /CUDA 12/);
    expect(result.stderr).toMatch(/cuDNN 9/);
    expect(result.stderr).toMatch(
      /ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild/,
    );
  });
});

describe("a run that cannot be opened", () => {
  it.each([
    ["resume", []],
    ["eval", []],
    ["generate", ["12|"]],
  ])("%s names a missing folder", async (command, rest) => {
    expectRefusal(
      await trm([command, "runs/none", ...rest]),
      "runs/none does not exist",
    );
  });

  it.each([
    ["resume", []],
    ["eval", []],
    ["generate", ["12|"]],
  ])("%s names a truncated checkpoint", async (command, rest) => {
    const { exitCode } = await trm([
      ...["train", "--arch", "ut", ...TINY, "--out", "r"],
    ]);
    expect(exitCode).toBe(0);
    const file = join("r", "checkpoints", "3", "model.safetensors");
    const size = readFileSync(file).length;
    truncateSync(file, size - 100);
    const files = scratch.files();
    expectRefusal(
      await trm([command, "r", ...rest]),
      /checkpoints\/3 is damaged \(model\.safetensors/,
      files,
    );
  });
});

describe("other commands", () => {
  it.each([
    [["trian"], "Unknown command 'trian'; did you mean train"],
    [["tasks", "sample", "coppy"], 'Unknown task "coppy".*copy'],
    [["tasks", "sample", "copy", "--count", "0"], "--count expects"],
    [["tasks", "sample", "copy", "--split", "test"], "train or eval"],
    [["eval"], "issing required argument 'run'"],
    [["eval", "r", "--lengths", "10,x"], '--lengths expects .* "x"'],
    [["eval", "r", "--temperature", "1"], "--temperature .*--decode"],
    [["eval", "r", "--protocol", "papers"], "--protocol expects paper"],
    [
      ["eval", "r", "--protocol", "paper", "--count", "5"],
      "--protocol paper fixes --count at 100",
    ],
    [["generate", "r", ""], "expects prompts"],
    [["generate", "r", "-"], "received none"],
    [["verify", "none"], "none does not exist"],
    [["tasks", "sample", "copy", "--length", "65537"], "at most 65536"],
    [["tasks", "sample", "copy", "--count", "1000001"], "at most 1000000"],
    [["tasks", "sample", "copy", "--seed", "2147483648"], "at most 2147483647"],
    [["eval", "r", "--count", "1000001"], "at most 1000000"],
    [["eval", "r", "--seed", "2147483648"], "at most 2147483647"],
    [["generate", "r", "1|", "--seed", "2147483648"], "at most 2147483647"],
    [["verify", "none", "--backend", "cpu"], "--backend"],
    [["sweep", "run", "none.json"], "none.json, which does not exist"],
  ])("%j", async (args, words) => {
    expectRefusal(await trm(args), new RegExp(words));
  });

  it("without a command show the help and exit 2", async () => {
    for (const args of [[], ["tasks"], ["sweep"]]) {
      const { exitCode, stdout, stderr } = await trm(args);
      expect(exitCode).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).toContain("Usage: trm");
    }
  });

  it("verify names the malformed one of several cases", async () => {
    const golden = new URL("../../../test-fixtures/golden/", import.meta.url);
    cpSync(new URL("gpt.plain", golden), "c/a", { recursive: true });
    cpSync(new URL("gpt.plain", golden), "c/b", { recursive: true });
    truncateSync("c/b/expected.safetensors", 99);
    const files = scratch.files();
    expectRefusal(
      await trm(["verify", "c"]),
      "c/b/expected.safetensors",
      files,
    );
  });

  it("a suite with an unknown key", async () => {
    writeFileSync("s.json", '{"nam":"x"}');
    expectRefusal(await trm(["sweep", "run", "s.json"]), "s.json", ["s.json"]);
  });
});
