/** @file `trm export`: from a run to a folder, to the same folder, to the reference's files; and what is refused. */
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TINY, trm } from "./harness";

const scratch = mkdtempSync(join(tmpdir(), "trm-export-"));
const at = (name: string): string => join(scratch, name);
const bytes = (name: string): Buffer => readFileSync(at(name));

beforeAll(async () => {
  const flags = [...TINY, "--eval-every", "2", "--out", at("run")];
  await trm(["train", "--arch", "ut", ...flags]);
  symlinkSync(at("run"), at("alias"));
});
afterAll(() => rmSync(scratch, { recursive: true }));

describe("trm export", () => {
  it("writes a folder from a run, with its last evaluation, and says how close the file is", async () => {
    const { exitCode, stdout, stderr } = await trm([
      ...["export", at("run"), "--out", at("model"), "--json"],
    ]);
    expect([exitCode, stderr]).toEqual([
      0,
      expect.stringMatching(
        /^ut on copy: [\d.]+k parameters, 2 block passes, ONNX = TF\.js: largest relative error [\d.]+e-\d+ with prompts and [\d.]+e-\d+ step by step, allowed 1\.0e-4\n$/,
      ),
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      dir: at("model"),
      format: "onnx",
      parity: { steps: 4, seed: 1337 },
    });
    const config: unknown = JSON.parse(bytes("model/config.json").toString());
    expect(config).toMatchObject({
      n_layer: 2,
      trm: {
        task: { name: "copy", length: 2, alphabet: "0123456789|+=\n" },
        training: { step: 3, config: { arch: "ut" } },
        results: { charAcc: expect.any(Number) as number },
      },
    });
    expect(bytes("model/README.md").toString()).toContain("| charAcc | ");
  });

  it("names results only of the very checkpoint that it exports", async () => {
    cpSync(at("run"), at("stopped"), { recursive: true });
    const lines = bytes("run/metrics.jsonl").toString().trimEnd().split("\n");
    const isLast = (line: string): boolean =>
      line.includes('"evaluation"') && line.includes('"step":3');
    expect(lines.filter(isLast)).toHaveLength(1);
    const rest = lines.filter((line) => !isLast(line));
    expect(rest.some((line) => line.includes('"evaluation"'))).toBe(true);
    writeFileSync(at("stopped/metrics.jsonl"), `${rest.join("\n")}\n`);
    await trm(["export", at("stopped"), "--out", at("unrated")]);
    const config: unknown = JSON.parse(bytes("unrated/config.json").toString());
    expect(config).toMatchObject({ trm: { training: { step: 3 } } });
    expect(config).not.toHaveProperty("trm.results");
    expect(bytes("unrated/README.md").toString()).not.toContain("## Results");
  });

  it("writes the same folder from a folder", async () => {
    const { exitCode, stdout } = await trm([
      ...["export", at("model"), "--out", at("second")],
    ]);
    expect([exitCode, stdout]).toEqual([0, `${at("second")}\n`]);
    for (const name of ["config.json", "onnx/model.onnx", "README.md"])
      expect(bytes(`second/${name}`)).toEqual(bytes(`model/${name}`));
  });

  it("checks a folder again, and exits with 3 where the weights are others", async () => {
    expect((await trm(["export", "--check", at("model")])).exitCode).toBe(0);
    cpSync(at("model"), at("tampered"), { recursive: true });
    const weights = bytes("model/model.safetensors");
    // The last number of the file.
    weights.writeFloatLE(9, weights.length - 4);
    writeFileSync(at("tampered/model.safetensors"), weights);
    const { exitCode, stdout, stderr } = await trm([
      ...["export", "--check", at("tampered")],
    ]);
    expect([exitCode, stdout]).toEqual([3, ""]);
    expect(stderr).toMatch(/^trm: The ONNX model disagrees[^\n]+\.\n$/);
  });

  it("writes the reference's two files, which trm import reads", async () => {
    const { exitCode } = await trm([
      ...["export", at("run"), "--out", at("theirs"), "--format", "reference"],
    ]);
    expect(exitCode).toBe(0);
    expect(readdirSync(at("theirs")).sort()).toEqual([
      "config.json",
      "model.safetensors",
    ]);
    expect(JSON.parse(bytes("theirs/config.json").toString())).toMatchObject({
      model: "ut",
      kwargs: { vocab_size: 14, n_embd: 16 },
    });
  });

  it.each([
    [["run"], 2, /--out DIR/],
    [["absent", "--out", "x"], 2, /does not exist/],
    [["run", "--out", "model"], 2, /model is not empty.*--force/],
    [["run", "--out", "run", "--force"], 2, /they are the same folder/],
    [["run", "--out", "run/..", "--force"], 2, /one of them lies in the other/],
    [["run", "--out", "run/model"], 2, /one of them lies in the other/],
    [["alias", "--out", "run", "--force"], 2, /they are the same folder/],
    [["model", "--out", "run", "--force"], 2, /holds checkpoints\//],
    [["run", "--check"], 2, /has no config\.json/],
    [["model", "--check", "--format", "reference"], 2, /nothing.*--format/],
    [["model", "--check", "--out", "x"], 2, /writes nothing.*--out/],
    [["run", "--out", "x", "--format", "gguf"], 2, /onnx or reference/],
  ])("%j is refused", async (args, code, words) => {
    const listed = () => readdirSync(scratch, { recursive: true });
    const before = listed();
    const paths = args.map((arg) =>
      /^(run|model|absent|alias|x)(\/|$)/.test(arg) ? at(arg) : arg,
    );
    const { exitCode, stdout, stderr } = await trm(["export", ...paths]);
    expect([exitCode, stdout]).toEqual([code, ""]);
    expect(stderr).toMatch(/^trm: [^\n]+[.?]\n$/);
    expect(stderr).toMatch(words);
    expect(listed()).toEqual(before);
  });
});
