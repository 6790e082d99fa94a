/** @file The built command as a process: start, signals, exit codes. */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { TINY, trm, useScratch } from "./harness";

useScratch();
const BIN = fileURLToPath(new URL("../bin/trm.js", import.meta.url));
const DIST = fileURLToPath(new URL("../dist/index.js", import.meta.url));

/** Runs the built command; `onLine` sees stderr as it grows. */
function runBin(
  args: readonly string[],
  onWords?: (words: string, kill: (signal: NodeJS.Signals) => void) => void,
): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [BIN, ...args]);
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => {
      stderr += chunk.toString();
      onWords?.(stderr, (signal) => child.kill(signal));
    });
    child.on("error", reject);
    child.on("close", (exitCode) => resolve({ exitCode, stdout, stderr }));
  });
}

describe("the built command", () => {
  it("has been built", () => {
    expect(existsSync(DIST), "run `npm run build` first").toBe(true);
  });

  it("prints data on stdout and refuses bad input with exit 2", async () => {
    const [sample, bad] = await Promise.all([
      runBin("tasks sample copy --length 3 --count 2 --seed 5".split(" ")),
      runBin("train --arch utt --task copy".split(" ")),
    ]);
    const here = await trm(
      "tasks sample copy --length 3 --count 2 --seed 5".split(" "),
    );
    expect(sample).toEqual({ ...here, exitCode: 0, stderr: "" });
    expect(bad.exitCode).toBe(2);
    expect(bad.stderr).toMatch(/^trm: Unknown architecture "utt"[^\n]*\n$/);
  });

  it("leaves a checkpoint on Ctrl-C, exits 130 and goes on when resumed", async () => {
    let sent = false;
    const long = [...TINY, "--steps", "100000", "--checkpoint-every", "100000"];
    const stopped = await runBin(
      ["train", "--arch", "dense", ...long, "--out", "r"],
      (words, kill) => {
        if (sent || !words.includes("submitted")) return;
        sent = true;
        // Twice within a moment, as npm and a terminal do together.
        kill("SIGINT");
        setTimeout(() => kill("SIGINT"), 20);
      },
    );
    expect(stopped.exitCode).toBe(130);
    expect(stopped.stderr).toMatch(
      /Interrupted after step \d+ with a checkpoint; go on with: trm resume r\n$/,
    );
    const step = Number(/after step (\d+)/.exec(stopped.stderr)?.[1]);
    expect(existsSync(`r/checkpoints/${step}/optimizer.safetensors`)).toBe(
      true,
    );

    let sentAgain = false;
    const resumed = await runBin(["resume", "r", "--json"], (words, kill) => {
      if (sentAgain || !words.includes("submitted")) return;
      sentAgain = true;
      kill("SIGTERM");
    });
    expect(resumed.exitCode).toBe(130);
    expect(resumed.stderr).toContain(`step ${step + 1}/100000 submitted`);
    const summary = JSON.parse(resumed.stdout) as { step: number };
    expect(summary.step).toBeGreaterThanOrEqual(step);
  });
});
