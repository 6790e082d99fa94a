/** What becomes of a sweep whose trainers end in any way. */
import { runStatus, type PlannedRun } from "@trm/experiments";
import { LockLostError, StorageError } from "@trm/storage";
import { parseTrainConfig } from "@trm/train";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Output } from "../output";
import type { FromTrainer } from "../training/messages";
import { packError } from "../training/packed-error";
import { runSweep } from "./run-sweep";

const RUNS = [0, 1].map((index): PlannedRun => ({
  ...{ index, id: `${index}`.padStart(16, "0"), seed: index },
  cells: [{ block: "A", labels: { arch: "dense" } }],
  config: parseTrainConfig({ arch: "dense", task: "copy" }),
  evaluation: { count: 1, lengths: [2] },
}));
const PLAN = {
  formatVersion: 1,
  ...{ codeVersion: "", runs: RUNS },
  suite: {
    ...{ name: "s", title: "S", question: "?" },
    ...{ blocks: [], claims: [], paper: [] },
  },
} as const;
const DONE: FromTrainer = { type: "ran", outcome: "done" };

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "trm-sweep-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

/** Both runs, the first of which ends as is said, or without a word. */
function sweepWith(first: FromTrainer | undefined, stopDuring?: number) {
  const stop = new AbortController();
  const output = new Output({
    stdout: { write: () => true },
    stderr: { write: () => true },
    stdin: (async function* () {})(),
    env: {},
    now: () => 0,
    startTrainer: (job, listener) => {
      const isFirst = job.type === "sweep-run" && job.request.run === RUNS[0];
      const last = isFirst ? first : DONE;
      if (stopDuring === (isFirst ? 0 : 1)) stop.abort();
      if (last) listener.onMessage(last);
      return {
        stop: () => undefined,
        kill: () => undefined,
        ended: Promise.resolve({ exitCode: last ? 0 : 1, signal: null }),
      };
    },
  });
  const never = new AbortController().signal;
  const interrupt = { stop: stop.signal, kill: never };
  return runSweep({ dir, plan: PLAN }, { jobs: 1 }, output, interrupt);
}

const failing = (error: Error): FromTrainer => ({
  type: "error",
  error: packError(error),
});

describe("a sweep", () => {
  it("leaves a run to whoever has taken it over", async () => {
    const lost = new LockLostError("run.lock", undefined);
    const { done, failed, held } = await sweepWith(failing(lost));
    expect({ done, failed, held }).toEqual({
      ...{ done: 1, failed: [], held: [RUNS[0]] },
    });
  });

  it.each<[Error, boolean]>([
    [Object.assign(new Error("Old."), { name: "SweepError" }), false],
    [new StorageError("Full.", { code: "ENOSPC", path: "a" }), true],
  ])("knows whether %s is mended by another try", async (error, retriable) => {
    const { done, failed } = await sweepWith(failing(error));
    expect(done).toBe(1);
    expect(failed).toMatchObject([{ run: RUNS[0], retriable }]);
  });

  it.each([
    [0, 1, true],
    [1, 2, false],
  ])(
    "stopped during run %i has done %i: interrupted is %j",
    async (during, done, interrupted) => {
      const outcome = await sweepWith(DONE, during);
      expect(outcome).toMatchObject({ done, interrupted });
    },
  );

  it("has failed in a run whose process crashed before it made a folder", async () => {
    await sweepWith(undefined);
    const { status, failure } = runStatus(dir, RUNS[0]!);
    expect(status).toBe("failed");
    expect(failure).toMatchObject({ retriable: true, attempts: 1 });
  });

  it("goes on where a crash cannot be noted", async () => {
    const run = join(dir, "runs", RUNS[0]!.id);
    // No file can be put there.
    mkdirSync(join(run, "failure.json"), { recursive: true });
    writeFileSync(join(run, "failure.json", "a"), "");
    const { done, failed } = await sweepWith(undefined);
    expect(done).toBe(1);
    expect(failed).toMatchObject([{ run: RUNS[0], retriable: true }]);
  });
});
