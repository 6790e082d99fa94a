/** @file A run that is killed at random moments ends with the same bytes as one that is left alone. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Choices } from "./fuzz/random.ts";
import { runTrm, startTrm } from "./support/start-trm.ts";

const SEED = 5;
const KILLS = 3;
const STEPS = 400;

/** How many runs of each architecture are killed: 51 kills in all. */
const RUNS = [
  ["dense", 4],
  ["ut", 4],
  ["dual-ut", 4],
  ["trm", 5],
] as const;

/** With everything random on, an evaluation now and then, and a checkpoint after every other step. */
const trainArgs = (arch: string, dir: string): string[] => [
  ...["train", "--arch", arch, "--task", "copy", "--length", "3"],
  ...["--budget", "4", "--width", "16", "--heads", "2", "--batch", "8"],
  ...["--lr", "1e-3", "--threads", "1", "--steps", String(STEPS)],
  ...["--set", "model.blockSize=16", "--set", "model.dropout=0.1"],
  ...["--checkpoint-every", "2", "--eval-every", "100", "--eval-count", "8"],
  ...["--out", dir],
];

const folder = mkdtempSync(join(tmpdir(), "trm-kill-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (path: string): string =>
  createHash("sha256").update(readFileSync(path)).digest("hex");

/** The hashes of what a finished run has learned, and the steps that its log has. */
function outcome(dir: string) {
  const checkpoint = join(folder, dir, "checkpoints", String(STEPS));
  const log = readFileSync(join(folder, dir, "metrics.jsonl"), "utf8");
  const lines = log
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { step: number; loss?: number });
  return {
    model: sha256(join(checkpoint, "model.safetensors")),
    optimizer: sha256(join(checkpoint, "optimizer.safetensors")),
    losses: lines.map(({ step, loss }) => `${step} ${loss ?? "evaluation"}`),
  };
}

/** The command that begins a run, or goes on with it. */
const argsOf = (arch: string, dir: string): string[] =>
  existsSync(join(folder, dir, "run.json"))
    ? ["resume", dir]
    : trainArgs(arch, dir);

/** Steps in a run's log, of which the last may be half written. */
const logged = (dir: string): number => {
  const log = join(folder, dir, "metrics.jsonl");
  return existsSync(log) ? readFileSync(log, "utf8").split("\n").length : 0;
};

/** Starts a run or goes on with it, and kills it at a random moment: while it starts, or some steps and a bit later. */
async function startAndKill(
  arch: string,
  dir: string,
  { choices, startMs }: { choices: Choices; startMs: number },
): Promise<void> {
  const target = logged(dir) + choices.below(STEPS / 8);
  const running = startTrm(argsOf(arch, dir), folder);
  if (choices.once(4)) await pause(choices.below(startMs));
  else {
    while (!running.hasEnded() && logged(dir) <= target) await pause(2);
    await pause(choices.below(30));
  }
  running.kill();
  const { exitCode, stderr } = await running.ended;
  expect(exitCode, stderr).toBeNull();
}

describe.each(RUNS)("%s, killed thrice in each of %i runs", (arch, count) => {
  let whole: ReturnType<typeof outcome>;
  let startMs = 0;
  beforeAll(async () => {
    const dir = `${arch}-whole`;
    const from = performance.now();
    const running = startTrm(trainArgs(arch, dir), folder);
    await running.says("submitted");
    startMs = performance.now() - from;
    const { exitCode, stderr } = await running.ended;
    expect(exitCode, stderr).toBe(0);
    whole = outcome(dir);
    expect(whole.losses).toHaveLength(STEPS + STEPS / 100);
  }, 120_000);

  it.each(Array.from({ length: count }, (_, i) => i))(
    "ends with the same bytes: run %i",
    async (i) => {
      const choices = new Choices(SEED * 1000 + 10 * arch.length + i);
      const dir = `${arch}-${i}`;
      for (let kill = 0; kill < KILLS; kill += 1)
        await startAndKill(arch, dir, { choices, startMs });
      const { exitCode, stderr } = await runTrm(argsOf(arch, dir), folder);
      expect(exitCode, stderr).toBe(0);
      expect(outcome(dir)).toEqual(whole);
    },
    180_000,
  );
});
