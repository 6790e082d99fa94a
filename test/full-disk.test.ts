/** @file A disk that is full or read-only: one sentence, exit 1, and what was there before can be used. */
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { mountDisk, type SmallDisk, whyNoDisk } from "./support/small-disk.ts";
import { runTrm, startTrm, type RunningTrm } from "./support/start-trm.ts";

const WHY_NOT = whyNoDisk();

const TRAIN = [
  ...["train", "--arch", "dense", "--task", "copy", "--length", "2"],
  ...["--budget", "2", "--width", "16", "--heads", "2", "--batch", "4"],
  ...["--threads", "1", "--steps", "1000000", "--set", "model.blockSize=16"],
  ...["--checkpoint-every", "10", "--eval-every", "1000000", "--out", "r"],
];

describe.skipIf(WHY_NOT !== undefined)(
  `a disk that fails${WHY_NOT === undefined ? "" : ` (skipped: ${WHY_NOT})`}`,
  () => {
    let disk: SmallDisk;
    beforeEach(() => {
      disk = mountDisk("8m");
    });
    /** What a test that failed has left running would keep the disk busy. */
    const started: RunningTrm[] = [];
    afterEach(async () => {
      for (const running of started.splice(0)) {
        running.kill();
        await running.ended;
      }
      disk.remove();
    });

    const checkpoints = (): number[] => {
      const folder = join(disk.path, "r/checkpoints");
      if (!existsSync(folder)) return [];
      return readdirSync(folder).map(Number).filter(Number.isInteger);
    };

    /** Writes until nothing more fits. */
    const fill = (): void => {
      const file = join(disk.path, "filler");
      for (const bytes of [65_536, 4096])
        try {
          for (;;) appendFileSync(file, new Uint8Array(bytes));
        } catch {
          // Full.
        }
      expect(statfsSync(disk.path).bfree).toBe(0);
    };

    /** Starts a run and waits until it has a checkpoint. */
    const startRun = async (): Promise<RunningTrm> => {
      const running = startTrm(TRAIN, disk.path);
      started.push(running);
      while (checkpoints().length === 0 && !running.hasEnded()) await pause(20);
      if (running.hasEnded()) throw new Error((await running.ended).stderr);
      return running;
    };

    /** The words after the progress: one sentence. @returns what it says of steps */
    const expectSentence = (stderr: string, sentence: RegExp): number => {
      const words = stderr
        .split("\n")
        .filter(
          (line) => line !== "" && !/^(step|dense on|Warning:) /.test(line),
        );
      expect(words).toHaveLength(1);
      expect(words[0]).toMatch(sentence);
      return Number(/checkpoint of step (\d+)/.exec(words[0] ?? "")?.[1]);
    };

    const newestCheckpoint = (): number => Math.max(...checkpoints());

    /** The newest checkpoint that is left loads. */
    const expectUsable = async (): Promise<void> => {
      const newest = newestCheckpoint();
      const args = ["eval", "r", "--count", "4", "--threads", "1", "--json"];
      const { exitCode, stdout, stderr } = await runTrm(args, disk.path);
      expect(exitCode, stderr).toBe(0);
      expect(JSON.parse(stdout)).toMatchObject({ step: newest });
    };

    /** The run goes on from its newest checkpoint, as its last sentence promised. */
    const expectGoesOn = async (): Promise<void> => {
      const newest = newestCheckpoint();
      const resumed = startTrm(["resume", "r"], disk.path);
      started.push(resumed);
      while (newestCheckpoint() < newest + 20 && !resumed.hasEnded())
        await pause(20);
      resumed.stop();
      const { exitCode, stderr } = await resumed.ended;
      expect(exitCode, stderr).toBe(130);
      expect(stderr).toContain(`step ${newest + 1}/1000000 submitted`);
    };

    it("full in mid-run ends the run with one sentence; it goes on when there is space", async () => {
      const running = await startRun();
      fill();
      const { exitCode, stderr } = await running.ended;
      expect(exitCode).toBe(1);
      const kept = expectSentence(
        stderr,
        /^trm: .* no space left on the device \(ENOSPC\); .* the checkpoint of step \d+ is whole: free space, then trm resume r\.$/,
      );
      expect(kept).toBe(newestCheckpoint());
      await expectUsable();
      rmSync(join(disk.path, "filler"));
      await expectGoesOn();
    });

    it("full from the start makes no run, and says so", async () => {
      fill();
      const { exitCode, stderr } = await runTrm(TRAIN, disk.path);
      expect(exitCode).toBe(1);
      expectSentence(stderr, /^trm: .* no space left on the device \(ENOSPC\)/);
    });

    it("read-only in mid-run ends the run with one sentence, and its checkpoints load", async () => {
      const running = await startRun();
      disk.freeze(join(disk.path, "r/checkpoints"));
      const { exitCode, stderr } = await running.ended;
      expect(exitCode).toBe(1);
      const kept = expectSentence(
        stderr,
        /^trm: .* read-only.* \(EROFS\); .* the checkpoint of step \d+ is whole: make the file system writable, then trm resume r\.$/,
      );
      expect(kept).toBe(newestCheckpoint());
      await expectUsable();
    });

    it("read-only when a run is resumed leaves it as it was", async () => {
      const running = await startRun();
      running.kill();
      await running.ended;
      disk.freeze(join(disk.path, "r"));
      const log = readFileSync(join(disk.path, "r/metrics.jsonl"));
      const { exitCode, stderr } = await runTrm(["resume", "r"], disk.path);
      expect(exitCode).toBe(1);
      expectSentence(stderr, /^trm: .* read-only.* \(EROFS\)/);
      expect(readFileSync(join(disk.path, "r/metrics.jsonl"))).toEqual(log);
      await expectUsable();
    });
  },
);
