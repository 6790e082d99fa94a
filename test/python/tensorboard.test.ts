/** @file The event files of a run against TensorBoard's own readers. */
import { createEngine, type Engine } from "@trm/onnx/runtime";
import {
  parseTrainConfig,
  readMetrics,
  runPaths,
  train,
  type MetricsLine,
  type TrainEvent,
} from "@trm/train";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runPython, SKIP_PYTHON } from "../support/python.ts";

type Points = readonly (readonly [step: number, value: number])[];

interface Accumulated {
  readonly scalars: Readonly<Record<string, Points>>;
  readonly texts: Readonly<Record<string, readonly [number, string][]>>;
  readonly plugins: Readonly<Record<string, string>>;
  /** seconds */
  readonly wallTimes: readonly number[];
}

interface Read {
  readonly files: Readonly<
    Record<
      string,
      {
        readonly events: readonly [number, string | readonly string[]][];
        readonly end: string;
      }
    >
  >;
  readonly afterwards: Accumulated;
  readonly followed: {
    readonly before: Accumulated;
    readonly after: Accumulated;
  };
}

const config = parseTrainConfig({
  arch: "dual-ut",
  task: "copy",
  length: 3,
  budget: 8,
  model: { nEmbd: 8, nHead: 2, blockSize: 8 },
  training: { steps: 12, batchSize: 4, schedule: "cosine", warmupSteps: 4 },
  evaluation: { everySteps: 4 },
  checkpoint: { everySteps: 5 },
  runtime: { threads: 1 },
});

const scratch = mkdtempSync(join(tmpdir(), "trm-tensorboard-"));
afterAll(() => rmSync(scratch, { recursive: true }));
const run = join(scratch, "run");
const before = join(scratch, "before");

/** A run that is interrupted after step 3, fails after step 8, past its checkpoint of step 5, and is finished. */
async function trainInThreeSessions(engine: Engine): Promise<void> {
  const session = (
    onEvent: (event: TrainEvent) => void,
    signal?: AbortSignal,
  ) =>
    train({
      dir: run,
      engine,
      ...(signal && { signal }),
      onEvent,
      evaluate: (_, step) =>
        Promise.resolve({ charAcc: step / 100, posQ1Acc: 1 / 3 }),
      ...(started ? { resume: true } : { config }),
    });
  let started = false;
  const interrupt = new AbortController();
  await session((event) => {
    if (event.type === "step" && event.step === 3) interrupt.abort();
  }, interrupt.signal);
  started = true;
  await expect(
    session((event) => {
      if (event.type === "step" && event.step === 8) throw new Error("crash");
    }),
  ).rejects.toThrow("crash");
  cpSync(run, before, { recursive: true });
  await session(() => {});
}

const float32 = (points: Points): Points =>
  points.map(([step, value]) => [step, Math.fround(value)]);

/** What metrics.jsonl says, by tag. */
function expectedScalars(
  lines: readonly MetricsLine[],
): Accumulated["scalars"] {
  const points: Record<string, [number, number][]> = {};
  const add = (tag: string, step: number, value: number | undefined): void => {
    if (value !== undefined) (points[tag] ??= []).push([step, value]);
  };
  for (const line of lines)
    if ("evaluation" in line) {
      for (const [name, value] of Object.entries(line.evaluation))
        if (typeof value === "number") add(`eval/${name}`, line.step, value);
        else
          for (const [i, one] of value.entries())
            add(`eval/${name}/${i + 1}`, line.step, one);
    } else {
      add("train/loss", line.step, line.loss);
      add("train/learning_rate", line.step, line.learningRate);
      add("train/gradient_norm", line.step, line.gradientNorm);
      add("train/mean_act_steps", line.step, line.meanActSteps);
      add("train/tokens_per_second", line.step, line.tokensPerSecond);
    }
  return Object.fromEntries(
    Object.entries(points).map(([tag, found]) => [tag, float32(found)]),
  );
}

describe.skipIf(SKIP_PYTHON)(
  "TensorBoard reads a run of three sessions",
  () => {
    let read: Read;
    let expected: Accumulated["scalars"];
    beforeAll(async () => {
      const engine = await createEngine({ engine: "onnxruntime", threads: 1 });
      try {
        await trainInThreeSessions(engine);
      } finally {
        await engine.release();
      }
      expected = expectedScalars(readMetrics(runPaths(run).metrics));
      read = runPython("read_events.py", run, before) as Read;
    });

    it("and finds the metrics of metrics.jsonl, each step once", () => {
      const steps = Array.from({ length: 12 }, (_, i) => i + 1);
      expect(expected["train/loss"]?.map(([step]) => step)).toEqual(steps);
      expect(expected["eval/charAcc"]?.map(([step]) => step)).toEqual([
        4, 8, 12,
      ]);
      expect(Object.keys(expected)).toHaveLength(7);
      expect(read.afterwards.scalars).toEqual(expected);
    });

    it("and finds them, too, when it was reading while the run was resumed", () => {
      const { before: seen, after } = read.followed;
      expect(seen.scalars["train/loss"]?.map(([step]) => step)).toContain(7);
      expect(after.scalars).toEqual(expected);
      expect(after.texts).toEqual(read.afterwards.texts);
    });

    it("and finds the configuration as text", () => {
      const { texts, plugins, wallTimes } = read.afterwards;
      expect(plugins).toEqual({ config: "text" });
      expect(texts["config"]).toHaveLength(1);
      const [step, markdown] = texts["config"]![0]!;
      expect(step).toBe(0);
      const json = /^```json\n([^]*)\n```$/.exec(markdown)?.[1] ?? "";
      expect(JSON.parse(json)).toEqual(config);
      for (const seconds of wallTimes)
        expect(Math.abs(Date.now() / 1000 - seconds)).toBeLessThan(600);
    });

    it("and finds whole records alone, one file per session, each with its start", () => {
      expect(Object.keys(read.files)).toEqual([
        "events.tfevents.001",
        "events.tfevents.002",
        "events.tfevents.003",
      ]);
      for (const { events, end } of Object.values(read.files)) {
        expect(events[0]).toEqual([0, "brain.Event:2"]);
        expect(end).toBe("OutOfRangeError");
      }
      const starts = Object.values(read.files).map(({ events }) => events[1]);
      expect(starts).toEqual([
        [0, ["config"]],
        [4, "START"],
        [6, "START"],
      ]);
    });
  },
);
