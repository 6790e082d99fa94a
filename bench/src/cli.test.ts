import { describe, expect, it } from "vitest";
import { runCommand } from "./cli";

async function run(...args: string[]) {
  let out = "";
  let err = "";
  const code = await runCommand(args, {
    out: (text) => (out += text),
    err: (text) => (err += text),
  });
  return { code, out, err };
}

describe("the bench command", () => {
  it.each([
    [["step", "--widht", "64"], "unknown option '--widht'"],
    [["step", "--width", "64x"], "Expected a whole number from 1"],
    [["step", "--width", "0"], "Expected a whole number from 1"],
    [["step", "--dropout", "1"], "Expected a number from 0 to below 1"],
    [["step", "64"], "too many arguments"],
    [["eval", "--batches", "100,"], "Expected a whole number from 1"],
    [["eval", "--batch", "64"], "unknown option '--batch'"],
    [["steps"], "unknown command 'steps'"],
    [["forward", "--python", "python3"], "unknown option '--python'"],
    [[], "Expected a benchmark: step, eval or forward"],
    [["step", "--arch", "dens"], "dense"],
    [["step", "--task", "additoin"], "addition"],
    [["step", "--width", "64", "--heads", "5"], "5"],
  ])("refuses %j in one sentence with exit code 2", async (args, words) => {
    const { code, out, err } = await run(...args);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toContain(words);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
  });

  it("refuses an interpreter that is not there, with what to install", async () => {
    const { code, err } = await run(
      ...["step", "--width", "8", "--heads", "2", "--passes", "1"],
      ...["--batch", "2", "--length", "2", "--python", "no-such-python"],
    );
    expect(code).toBe(2);
    expect(err).toContain("no-such-python -m pip install torch");
    expect(err).toContain("--no-peers");
  });

  it("measures ours alone and prints one JSON value", async () => {
    const { code, out } = await run(
      ...["step", "--width", "8", "--heads", "2", "--passes", "1"],
      ...["--batch", "2", "--length", "2", "--threads", "1"],
      ...["--rounds", "1", "--iterations", "2", "--json", "--no-peers"],
    );
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ ours: { count: 2 }, peers: [] });
  });

  it("evaluates in every batch size and keeps the fastest", async () => {
    const { code, out } = await run(
      ...["eval", "--width", "8", "--heads", "2", "--passes", "1"],
      ...["--count", "6", "--batches", "2,4", "--length", "2"],
      ...["--threads", "1", "--rounds", "1", "--json", "--no-peers"],
    );
    expect(code).toBe(0);
    const report = JSON.parse(out) as {
      ours: { setting: string; medianMs: number };
      runs: { setting: string; medianMs: number }[];
    };
    expect(report.runs.map(({ setting }) => setting)).toEqual([
      "batch 2",
      "batch 4",
    ]);
    const medians = report.runs.map(({ medianMs }) => medianMs);
    expect(report.ours.medianMs).toBe(Math.min(...medians));
  });

  it("says that an architecture has no peer", async () => {
    const { out } = await run(
      ...["step", "--arch", "ut", "--width", "8", "--heads", "2"],
      ...["--passes", "2", "--batch", "2", "--length", "2", "--threads", "1"],
      ...["--rounds", "1", "--iterations", "1"],
    );
    expect(out).toContain("PyTorch: no peer");
  });

  it("prints help with exit code 0", async () => {
    const { code, out } = await run("step", "--help");
    expect(code).toBe(0);
    expect(out).toContain("--dropout <p>");
  });
});
