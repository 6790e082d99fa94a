/** @file What ends a training from outside: signals to the command and to the process that trains for it. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { TINY, useScratch } from "./harness";
import { runBin, startBin, trainerOf, type Running } from "./start-bin";

const scratch = useScratch();

/** Longer than any test. */
const LONG = [
  ...["train", "--arch", "dense", ...TINY, "--steps", "1000000"],
  ...["--eval-every", "1000000", "--checkpoint-every", "20", "--out", "r"],
];

/** Starts a training and waits for its first step. */
async function startLong(): Promise<Running> {
  const running = startBin(LONG);
  await running.says("submitted");
  return running;
}

/** Of the checkpoints that are whole. */
const steps = (): number[] =>
  readdirSync("r/checkpoints").map(Number).filter(Number.isInteger);

/** Waits for the second checkpoint: then the command has heard of the first. */
async function checkpoints(): Promise<void> {
  while (!existsSync("r/checkpoints") || Math.max(...steps()) < 40)
    await pause(20);
}

/** Resumes the run, and stops it again once it goes. @returns the step that it went on after */
async function goOn(): Promise<number> {
  const resumed = startBin(["resume", "r", "--json"]);
  await resumed.says("submitted");
  resumed.kill("SIGTERM");
  const { exitCode, stdout, stderr } = await resumed.ended;
  expect(exitCode).toBe(130);
  const from = Number(/step (\d+)\/1000000 submitted/.exec(stderr)?.[1]) - 1;
  const { step } = JSON.parse(stdout) as { step: number };
  expect(step).toBeGreaterThanOrEqual(from);
  return from;
}

describe("an interrupted training", () => {
  it("leaves a checkpoint on Ctrl-C, exits 130 and goes on when resumed", async () => {
    const running = await startLong();
    // Twice within a moment, as npm and a terminal do together.
    running.kill("SIGINT");
    await pause(20);
    running.kill("SIGINT");
    const { exitCode, stderr, stdout } = await running.ended;
    expect(exitCode).toBe(130);
    expect(stdout).toBe("r\n");
    expect(stderr).toMatch(
      /Interrupted after step \d+ with a checkpoint; go on with: trm resume r\n$/,
    );
    const step = Number(/after step (\d+)/.exec(stderr)?.[1]);
    expect(steps()).toContain(step);
    expect(existsSync("r/run.lock")).toBe(false);
    expect(await goOn()).toBe(step);
  });

  it("that does not answer ends at once on the second Ctrl-C, and goes on when resumed", async () => {
    const running = await startLong();
    await checkpoints();
    process.kill(trainerOf("r"), "SIGSTOP");
    running.kill("SIGINT");
    await running.says("once more ends at once");
    await pause(400);
    running.kill("SIGINT");
    const killedAt = performance.now();
    const { exitCode, stderr } = await running.ended;
    expect(performance.now() - killedAt).toBeLessThan(3000);
    expect(exitCode).toBe(130);
    const newest = Math.max(...steps());
    expect(stderr).toMatch(
      /trm: Ended at once after step \d+; trm resume r goes on from the checkpoint of step \d+\.\n$/,
    );
    expect(await goOn()).toBe(newest);
  });
});

describe("a training process that dies", () => {
  it("is reported with the last step and how to go on, exit 1", async () => {
    const running = await startLong();
    await checkpoints();
    process.kill(trainerOf("r"), "SIGKILL");
    const { exitCode, stderr } = await running.ended;
    expect(exitCode).toBe(1);
    expect(stderr).toMatch(
      /\ntrm: The training process was killed \(SIGKILL\), most likely because the machine ran out of memory after step \d+; trm resume r goes on from the checkpoint of step \d+ \([^\n]*training\.batchSize[^\n]*\)\.\n$/,
    );
    await goOn();
  });
});

describe("a command that is killed", () => {
  it("leaves a process that finishes its step, for which the next command waits", async () => {
    const running = await startLong();
    await checkpoints();
    const trainer = trainerOf("r");
    process.kill(trainer, "SIGSTOP");
    running.kill("SIGKILL");
    expect((await running.ended).exitCode).toBeNull();
    const resumed = startBin(["resume", "r", "--json"]);
    await resumed.says(
      `Process ${trainer}, whose command is gone, finishes its step in this run; waiting for it`,
    );
    process.kill(trainer, "SIGCONT");
    await resumed.says("submitted");
    const newest = Math.max(...steps());
    resumed.kill("SIGINT");
    const { exitCode, stderr } = await resumed.ended;
    expect(exitCode).toBe(130);
    // It went on from where the abandoned process had stopped.
    const from = Number(/step (\d+)\/1000000 submitted/.exec(stderr)?.[1]) - 1;
    expect(from).toBe(newest);
  });
});

describe("two commands on one run", () => {
  /** Every file with its size and time. */
  const snapshot = (): string[] =>
    scratch.files().map((path) => {
      const { size, mtimeMs } = statSync(path);
      return `${path} ${size} ${mtimeMs}`;
    });

  it("are one too many: the second is refused with the holder, and writes nothing", async () => {
    const running = await startLong();
    const trainer = trainerOf("r");
    process.kill(trainer, "SIGSTOP");
    const before = snapshot();
    const lock = readFileSync("r/run.lock", "utf8");
    const second = await runBin(["resume", "r"]);
    expect(second).toMatchObject({ exitCode: 2, stdout: "" });
    expect(second.stderr).toMatch(
      new RegExp(`^trm: [^\\n]*\\b${trainer}\\b[^\\n]*\\n$`),
    );
    expect(snapshot()).toEqual(before);
    expect(readFileSync("r/run.lock", "utf8")).toBe(lock);
    process.kill(trainer, "SIGCONT");
    running.kill("SIGTERM");
    expect((await running.ended).exitCode).toBe(130);
  });
});
