/** @file Resuming a run: alone, inside its folder, with its logs cut where they belong. */
import {
  readMetrics,
  RunFolderError,
  runPaths,
  train,
  type TrainOptions,
} from "@trm/train";
import {
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import {
  bestAtTwo as evaluate,
  filesBelow,
  heard,
  tinyRun,
  withEngine,
} from "./support";

const { engine, newDir } = withEngine();

const config = tinyRun({
  arch: "dense",
  evaluation: { everySteps: 2 },
  checkpoint: { everySteps: 2, keepLast: 3, best: "score" },
});

const run = (options: Omit<TrainOptions, "engine">) =>
  heard({ evaluate, engine: engine(), ...options });

describe("a resumed run", () => {
  const stopAt = async (dir: string, step: number) => {
    const controller = new AbortController();
    await train({
      ...{ dir, config, engine: engine(), evaluate },
      signal: controller.signal,
      onEvent: (event) => {
        if (event.type === "step" && event.step === step) controller.abort();
      },
    });
  };

  it("is refused while another process has it, and untouched by that", async () => {
    const dir = newDir();
    await stopAt(dir, 3);
    let inside: unknown;
    expect.assertions(4);
    await run({
      dir,
      resume: true,
      evaluate: async (_, step) => {
        if (inside === undefined) {
          const before = filesBelow(dir);
          inside = await run({ dir, resume: true }).catch((e: unknown) => e);
          expect(filesBelow(dir)).toEqual(before);
          expect(Object.keys(before)).toContain("metrics.jsonl");
        }
        return evaluate(_, step);
      },
    });
    expect(inside).toMatchObject({
      name: "RunLockedError",
      pid: process.pid,
      sameHost: true,
    });
    expect(readdirSync(dir)).not.toContain("run.lock");
  });

  it("takes over the lock of a process that has died, and says so", async () => {
    const dir = newDir();
    await stopAt(dir, 3);
    let lock = "";
    await run({
      dir,
      resume: true,
      evaluate: (_, step) => {
        lock = readFileSync(runPaths(dir).lock, "utf8");
        return evaluate(_, step);
      },
    });
    writeFileSync(
      runPaths(dir).lock,
      lock.replace(/"pid":\d+/, '"pid":4194305'),
    );
    const { warnings } = await run({ dir, resume: true });
    expect(warnings).toEqual([
      expect.stringContaining("held by process 4194305, which has died"),
    ]);
  });

  it("whose lock is lost stops before its next checkpoint", async () => {
    const dir = newDir();
    await stopAt(dir, 3);
    const lost = run({
      dir,
      resume: true,
      evaluate: (_, step) => {
        rmSync(runPaths(dir).lock);
        return evaluate(_, step);
      },
    });
    await expect(lost).rejects.toMatchObject({ name: "LockLostError" });
    expect(readdirSync(runPaths(dir).checkpoints)).not.toContain("4");
  });

  it("whose lock is lost writes no lines from a second later on", async () => {
    const dir = newDir();
    vi.useFakeTimers({ toFake: ["performance"] });
    const lost = train({
      ...{ dir, config, engine: engine(), evaluate },
      onEvent: (event) => {
        if (event.type !== "step" || event.step !== 1) return;
        rmSync(runPaths(dir).lock);
        vi.advanceTimersByTime(1100);
      },
    }).finally(() => vi.useRealTimers());
    await expect(lost).rejects.toMatchObject({ name: "LockLostError" });
    const { metrics } = runPaths(dir);
    expect(readMetrics(metrics).map(({ step }) => step)).toEqual([1]);
  });

  it.each([
    ["metrics.jsonl", "a link", symlinkSync],
    ["metrics.jsonl", "a hard link", linkSync],
    ["events.tfevents.001", "a link", symlinkSync],
    ["checkpoints", "a link", symlinkSync],
  ])(
    "in which %s is %s is refused before anything is written",
    async (name, _, link) => {
      const dir = newDir();
      await stopAt(dir, 3);
      const outside = newDir();
      renameSync(join(dir, name), outside);
      link(outside, join(dir, name));
      const before = filesBelow(dir);
      await expect(run({ dir, resume: true })).rejects.toThrow(RunFolderError);
      expect(filesBelow(dir)).toEqual(before);
    },
  );

  it("computes elsewhere where it is told to, and warns of it", async () => {
    const dir = newDir();
    await stopAt(dir, 3);
    const description = "onnxruntime 9.9.9 on cpu, 3 threads";
    const { warnings } = await run({
      dir,
      resume: true,
      runtime: { threads: 3 },
      engine: Object.assign(Object.create(engine()) as object, { description }),
    } as TrainOptions);
    expect(warnings).toEqual([expect.stringContaining("9.9.9 now")]);
    expect(
      JSON.parse(readFileSync(runPaths(dir).record, "utf8")),
    ).toMatchObject({ config: { runtime: { threads: 1 } } });
  });

  it("warns once of a metric that no evaluation gives", async () => {
    const dir = newDir();
    const { warnings } = await run({
      dir,
      config,
      evaluate: () => Promise.resolve({ charAcc: 1 }),
    });
    expect(warnings).toEqual([
      expect.stringContaining('no finite number "score"'),
    ]);
  });

  it("has the log lines of each step once, whatever was written after its checkpoint", async () => {
    const dir = newDir();
    await stopAt(dir, 3);
    const { metrics } = runPaths(dir);
    writeFileSync(
      metrics,
      `${readFileSync(metrics, "utf8")}{"step":4,"loss":1}\n{"step":5,"lo`,
    );
    await run({ dir, resume: true });
    expect(readMetrics(metrics).map(({ step }) => step)).toEqual([
      1, 2, 2, 3, 4, 4, 5, 6, 6,
    ]);
  });
});
