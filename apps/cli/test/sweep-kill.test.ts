/** @file Sweeps by the built command, killed, interrupted, and timed. */
import { existsSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { useScratch } from "./harness";
import { runBin, startBin } from "./start-bin";
import {
  expectUndisturbed,
  killChildThenParent,
  killGroup,
  midway,
  RUN,
  writeRuns,
} from "./sweep-kills";
import { begun, stepsOf } from "./tiny-suite";

useScratch();

/** Of a run: enough to be killed among them. */
const STEPS = 200;

describe("a sweep that is killed", () => {
  it(
    "goes on with the same command, and finds what an undisturbed one does",
    { timeout: 180_000 },
    async () => {
      writeRuns(STEPS, 2);
      await killChildThenParent("o");
      await killGroup("o");
      await expectUndisturbed("o", STEPS);
    },
  );
});

describe("a sweep that is interrupted", () => {
  it("writes checkpoints, says how to go on, and exits 130", async () => {
    writeRuns(STEPS, 2);
    const running = startBin([...RUN, "o"]);
    await midway("o");
    running.kill("SIGINT");
    const { exitCode, stdout, stderr } = await running.ended;
    expect(exitCode).toBe(130);
    expect(stdout).toBe("");
    expect(stderr).toMatch(
      /Interrupted with \d of \d runs done; go on with: trm sweep run o\n$/,
    );
    for (const run of begun("o"))
      expect(existsSync(`${run}/run.lock`)).toBe(false);
    const resumed = await runBin(["sweep", "run", "o"]);
    expect(resumed.exitCode).toBe(0);
  });

  it("ends a task of a cluster in the same way on SIGTERM", async () => {
    writeRuns(STEPS, 1);
    await runBin(["sweep", "plan", "s.json", "--out", "o"]);
    const task = startBin(["sweep", "exec", "o", "--index", "0"]);
    await midway("o");
    task.kill("SIGTERM");
    expect((await task.ended).exitCode).toBe(130);
    const again = await runBin(["sweep", "exec", "o", "--index", "0"]);
    expect(again.exitCode).toBe(0);
    const [run = ""] = begun("o");
    expect(stepsOf(run)).toHaveLength(STEPS);
  });
});

describe("a sweep that is started", () => {
  it("makes its first step within five seconds", async () => {
    writeRuns(STEPS, 1);
    const startedAt = performance.now();
    const running = startBin([...RUN, "o"]);
    while (!begun("o").some((run) => existsSync(`${run}/metrics.jsonl`)))
      await pause(5);
    const ms = performance.now() - startedAt;
    running.kill("SIGINT");
    await running.ended;
    // More processes than cores share the time of each.
    const share = Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());
    expect(ms / share).toBeLessThan(5000);
  });
});
