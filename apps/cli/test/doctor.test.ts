/** @file `trm doctor` and `--prove` from end to end; what a proof computes is tested beside it. */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import type { Proof } from "../src/doctor/proof";
import { proveDevice, type ProveFlags } from "../src/doctor/prove-command";
import { Output } from "../src/output";
import { TINY, trm, useScratch } from "./harness";

const scratch = useScratch();
const GOLDEN = fileURLToPath(
  new URL("../../../test-fixtures/golden/gpt.plain", import.meta.url),
);

interface Report {
  readonly cuda: {
    readonly works: boolean;
    readonly parts: readonly { what: string; found: boolean }[];
    readonly problems: readonly { part: string; fix: string }[];
    readonly cache: { readonly file: string; readonly state: string };
  };
}

describe("trm doctor", () => {
  it("lists every part of CUDA, with a fix for what is missing, and remembers the answer", async () => {
    const { cuda } = JSON.parse(
      (await trm(["doctor", "--json"])).stdout,
    ) as Report;
    const parts = cuda.parts.map(({ what }) => what);
    expect(parts).toEqual(
      expect.arrayContaining(["provider", "driver", "GPU"]),
    );
    if (!cuda.works)
      for (const { fix } of cuda.problems) expect(fix).not.toBe("");
    const cached = JSON.parse(readFileSync(cuda.cache.file, "utf8")) as {
      probes: { probe: { device: string; works: boolean } }[];
    };
    expect(cached.probes.map(({ probe }) => probe)).toContainEqual(
      expect.objectContaining({ device: "cuda", works: cuda.works }),
    );
  });

  it("says so in words, a line per missing part", async () => {
    const { exitCode, stdout } = await trm(["doctor"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^onnxruntime cpu +yes/m);
    expect(stdout).toMatch(/^cuda +found +detail$/m);
    if (/^onnxruntime cuda +no/m.test(stdout))
      expect(stdout).toMatch(/^\w+: .*\. Fix: .*\.$/m);
  });

  it.each([
    [["--device", "cpu"], "--device is read with --prove only"],
    [["--golden", "x"], "--golden is read with --prove only"],
    [["--prove"], "needs the golden cases"],
    [["--prove", "--golden", "none"], "none does not exist"],
    [["--prove", "--golden", GOLDEN, "--out", ".md"], "--out expects a file"],
  ])("refuses %j", async (flags, words) => {
    const { exitCode, stdout, stderr } = await trm(["doctor", ...flags]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toContain(words);
    expect(scratch.files()).toEqual([]);
  });

  it("exits 1 for a device that does not work, saying what is missing", async () => {
    const flags = ["--prove", "--golden", GOLDEN, "--device", "cuda"];
    const { cuda } = JSON.parse(
      (await trm(["doctor", "--json"])).stdout,
    ) as Report;
    if (cuda.works) return;
    const { exitCode, stderr } = await trm(["doctor", ...flags]);
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(/Device cuda does not work here: .*fix: /);
  });
});

describe("--device", () => {
  it("auto computes everywhere, with TF32 where there is one, and says in one line why not on cuda", async () => {
    const auto = ["--device", "auto", "--tf32"];
    const base = ["train", "--arch", "ut", ...TINY, "--out", "r"];
    const trained = await trm([...base, ...auto]);
    const { config } = JSON.parse(readFileSync("r/run.json", "utf8")) as {
      config: { runtime: { device: string } };
    };
    expect(["cpu", "cuda"]).toContain(config.runtime.device);
    const lines = config.runtime.device === "cpu" ? 1 : 0;
    for (const { exitCode, stderr } of [
      trained,
      await trm(["resume", "r", ...auto]),
      await trm(["verify", GOLDEN, ...auto]),
    ]) {
      expect(exitCode).toBe(0);
      expect(
        stderr.match(/^Using the cpu, since cuda .*$/gm) ?? [],
      ).toHaveLength(lines);
    }
    const evaluate = ["eval", "r", "--count", "2", "--engine", "tfjs"];
    const { exitCode, stderr } = await trm([...evaluate, "--tf32"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--tf32 is read with --engine onnxruntime only");
  });

  it.each([
    [["verify", GOLDEN, "--tf32"], "--tf32 is read with --device cuda only"],
    [
      ["verify", GOLDEN, "--engine", "tfjs", "--device", "cuda"],
      "--device cuda is read with --engine onnxruntime only",
    ],
    [["verify", GOLDEN, "--device", "gpu"], "cpu or cuda or auto"],
  ])("refuses %j", async (args, words) => {
    const { exitCode, stderr } = await trm(args);
    expect(exitCode).toBe(2);
    expect(stderr).toContain(words);
  });
});

describe("the proof of a device", () => {
  const proof = (holds: boolean): Proof => ({
    device: "cpu",
    engine: "an engine",
    machine: {
      ...{ trm: "1", node: "22", platform: "linux x64", processor: "p" },
      ...{ threads: 2, gpus: [] },
    },
    madeAt: "2026-01-01T00:00:00.000Z",
    holds,
    claims: [{ name: "decoding", holds, detail: "evidence" }],
    cases: [],
    speeds: [],
  });

  let proofs = 0;
  const run = async (flags: ProveFlags, holds: boolean) => {
    const text = { stdout: "", stderr: "" };
    const record = (name: keyof typeof text) => ({
      write: (chunk: string) => (text[name] += chunk),
    });
    const output = new Output({
      stdout: record("stdout"),
      stderr: record("stderr"),
      stdin: (async function* (): AsyncGenerator<string> {})(),
      env: {},
      now: () => 0,
    });
    const all = { device: "cpu", golden: GOLDEN, ...flags } as const;
    await proveDevice(all, output, async () => {
      proofs++;
      return proof(holds);
    });
    return { exitCode: output.exitCode, ...text };
  };

  it("is written as Markdown and JSON, and printed", async () => {
    const { exitCode, stdout, stderr } = await run({ out: "r/p.json" }, true);
    expect(exitCode).toBe(0);
    expect(stderr).toContain("All 1 claims hold on cpu.");
    const written = (name: string) =>
      readFileSync(join(scratch.path(), "r", name), "utf8");
    expect(stdout).toBe(written("p.md"));
    expect(JSON.parse(written("p.json"))).toEqual(proof(true));
  });

  it("exits 3 when a claim does not hold, and names it", async () => {
    const { exitCode, stdout, stderr } = await run({ json: true }, false);
    expect(exitCode).toBe(3);
    expect(stderr).toContain("1 of 1 claims do not hold: decoding");
    expect(JSON.parse(stdout)).toEqual(proof(false));
  });

  it("is not begun where the report cannot be written", async () => {
    writeFileSync("file", "");
    proofs = 0;
    await expect(run({ out: "file/p" }, true)).rejects.toMatchObject({
      code: expect.stringMatching(/EEXIST|ENOTDIR/) as string,
    });
    expect(proofs).toBe(0);
  });
});
