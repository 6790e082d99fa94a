/** @file Runs that stop early: where they stop, what says so, and that no interrupt changes it. */
import {
  describeRunDetails,
  describeRunState,
  readCurves,
  readMetrics,
  runPaths,
  train,
  verifyRun,
  type TrainEvent,
  type TrainOptions,
} from "@trm/train";
import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { heard, linesOf, tensorsBelow, tinyRun, withEngine } from "./support";

const { engine, newDir } = withEngine();

const config = tinyRun({
  model: { dropout: 0.2 },
  training: { steps: 20, emaDecay: 0.9 },
  evaluation: { everySteps: 2 },
  earlyStop: { metric: "score", threshold: 0.5, steps: 4 },
  checkpoint: { everySteps: 3, keepLast: 2, best: "score" },
});

/** Good at 2, bad at 4, good from 6 on: enough at 10. */
const evaluate: TrainOptions["evaluate"] = (_, step) =>
  Promise.resolve({
    score: step === 4 ? 0.4 : 0.5 + step / 100,
    row: [0.5, step],
  });

const STOPPED = { metric: "score", threshold: 0.5, since: 6 };
const END = 10;

const run = (options: Omit<TrainOptions, "engine">) =>
  train({ evaluate, engine: engine(), ...options });

const doneOf = (dir: string): unknown =>
  JSON.parse(readFileSync(runPaths(dir).done, "utf8"));

describe("a run that stops early", () => {
  let whole: string;
  let events: readonly TrainEvent[];
  beforeAll(async () => {
    whole = newDir();
    const options = { dir: whole, config, evaluate, engine: engine() };
    ({ events } = await heard(options));
  });

  it("says so once, after the evaluation that ended it and before its checkpoint", () => {
    const last = events.slice(-4).map(({ type }) => type);
    expect(last).toEqual(["evaluation", "stopped-early", "checkpoint", "done"]);
    expect(events.filter(({ type }) => type === "stopped-early")).toEqual([
      { type: "stopped-early", step: END, ...STOPPED },
    ]);
  });

  it("says so in done.json, in the list and in the result", async () => {
    expect(doneOf(whole)).toMatchObject({ step: END, earlyStop: STOPPED });
    const state = { state: "done", step: END, steps: 20 };
    expect(describeRunState(whole)).toMatchObject({
      ...state,
      stoppedEarly: STOPPED,
    });
    expect(describeRunDetails(whole).chosen).toContainEqual({
      key: "earlyStop.threshold",
      value: 0.5,
    });
    const before = doneOf(whole);
    const again = await run({ dir: whole, resume: true });
    expect(doneOf(whole)).toEqual(before);
    expect(again).toMatchObject({ step: END, stoppedEarly: STOPPED });
  });

  it("stopped at any step and resumed, ends with the same bytes", async () => {
    // Before, at and after the evaluations that count, and at checkpoints.
    for (const stop of [3, 5, 6, 7, END]) {
      const dir = newDir();
      const interrupt = new AbortController();
      const first = await run({
        ...{ dir, config, signal: interrupt.signal },
        onEvent: (event) => {
          if (event.type === "step" && event.step === stop) interrupt.abort();
        },
      });
      if (stop < END) expect(first.status).toBe("interrupted");
      // An evaluation that the interrupt has not broken off ends the run all the same.
      const { status, stoppedEarly } = await run({ dir, resume: true });
      expect({ status, stoppedEarly }).toEqual({
        ...{ status: "completed", stoppedEarly: STOPPED },
      });
      expect(linesOf(dir)).toEqual(linesOf(whole));
      const best = `checkpoints/${END}/`;
      const at = (name: string) => name.startsWith(best);
      const tensors = (from: string) =>
        Object.entries(tensorsBelow(from)).filter(([name]) => at(name));
      expect(tensors(dir)).toEqual(tensors(whole));
      expect(tensors(dir)).toHaveLength(3);
    }
  });

  it("broken off in the evaluation that would have ended it, ends there when resumed", async () => {
    const dir = newDir();
    const interrupt = new AbortController();
    const { status } = await run({
      ...{ dir, config, signal: interrupt.signal },
      evaluate: (model, step, signal) => {
        if (step < END) return evaluate(model, step);
        interrupt.abort();
        return Promise.reject(signal?.reason as Error);
      },
    });
    expect(status).toBe("interrupted");
    expect(describeRunState(dir)).toMatchObject({
      state: "stopped",
      step: END,
    });
    const resumed = await run({ dir, resume: true });
    expect(resumed).toMatchObject({ step: END, stoppedEarly: STOPPED });
    expect(linesOf(dir)).toEqual(linesOf(whole));
  });

  it("is repeated as any other", async () => {
    const { same, to } = await verifyRun(whole, { engine: engine() });
    expect({ same, to }).toEqual({ same: true, to: END });
  });

  it("up to its end is the run that has no such rule", async () => {
    const dir = newDir();
    const training = { ...config.training, steps: END };
    const plain = { ...config, training, earlyStop: undefined };
    await run({ dir, config: plain });
    expect(linesOf(dir)).toEqual(linesOf(whole));
    expect(doneOf(dir)).not.toHaveProperty("earlyStop");
    expect(describeRunState(dir)).not.toHaveProperty("stoppedEarly");
  });

  it("goes on to its last step where the metric is none, and says so", async () => {
    const { warnings, events: all } = await heard({
      ...{ dir: newDir(), engine: engine() },
      config: { ...config, training: { ...config.training, steps: 3 } },
      evaluate: () => Promise.resolve({ score: [1, 1] }),
    });
    expect(all.at(-1)).toMatchObject({ type: "done", step: 3 });
    expect(warnings).toEqual([
      'The evaluation gave no finite number "score", which would end the run early, but a row score; it does not end the run.',
      'The evaluation gave no finite number "score", which marks the best checkpoint, but a row score; no best checkpoint is kept.',
    ]);
  });

  it("keeps rows of numbers in its metrics, and has no curves of them", () => {
    const lines = readMetrics(runPaths(whole).metrics);
    expect(lines).toContainEqual({
      step: 2,
      evaluation: { score: 0.52, row: [0.5, 2] },
    });
    expect([...readCurves(whole).keys()]).toContain("eval/score");
    expect([...readCurves(whole).keys()].join()).not.toContain("row");
  });
});
