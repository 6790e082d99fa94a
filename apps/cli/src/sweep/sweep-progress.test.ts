import type { PlannedRun } from "@trm/experiments";
import { getTask } from "@trm/tasks";
import { modelConfigOf, parseTrainConfig, type TrainEvent } from "@trm/train";
import { describe, expect, it } from "vitest";
import { Output } from "../output";
import { SweepProgress } from "./sweep-progress";

const runOf = (index: number, steps = 100): PlannedRun => ({
  ...{ index, id: String(index), seed: index },
  cells: [{ block: "A", labels: { arch: "dense" } }],
  config: parseTrainConfig({
    ...{ arch: "dense", task: "copy", training: { steps } },
  }),
  evaluation: { count: 1, lengths: [2] },
});

/** A progress of three runs, one of them done, whose clock is set by hand. */
function progressOf(isTTY: boolean, runs: readonly PlannedRun[]) {
  const clock = { ms: 0 };
  const written: string[] = [];
  const output = new Output({
    stdout: { write: () => true },
    stderr: { write: (text) => written.push(text), isTTY, columns: 100 },
    stdin: (async function* () {})(),
    env: {},
    now: () => clock.ms,
  });
  const progress = new SweepProgress(output, 1 + runs.length, 1, runs);
  return { clock, written, progress };
}

const step = (number: number): TrainEvent => ({
  type: "step",
  step: number,
  ...{ steps: 100, loss: 1, gradientNorm: 1, learningRate: 1 },
  ...{ tokensPerSecond: 1, elapsedSeconds: 1, etaSeconds: 1 },
});

/** A run goes on after a step. */
const startOf = ({ config }: PlannedRun, at: number): TrainEvent => ({
  type: "start",
  step: at,
  config,
  modelConfig: modelConfigOf(config, getTask(config.task)),
  ...{ dir: "o", engine: "none", parameters: 1, sequenceLength: 5 },
  ...{ blockPasses: 1, gradientPasses: 1 },
});

describe("the progress of a sweep", () => {
  const [a, b] = [runOf(1), runOf(2, 300)];

  it("is one line with runs, time left, steps of all jobs and their rate", () => {
    const { clock, written, progress } = progressOf(true, [a, b]);
    progress.begin(a);
    progress.begin(b);
    for (clock.ms = 1000; clock.ms <= 4000; clock.ms += 1000) {
      progress.tell(a, step(clock.ms / 100));
      progress.tell(b, step(clock.ms / 200));
    }
    // 60 of 400 steps in 4 s; the rate is measured from the first report on, of 10 steps at 1 s.
    clock.ms = 4000;
    expect(progress.line(100)).toBe(
      "1/3 done  23s left  #1 40/100  #2 20/300  16.7 steps/s",
    );
    expect(written.length).toBeGreaterThan(3);
    expect(written.join("")).not.toContain("\n");
    expect(progress.line(20)).toBe("1/3 done  23s left");
    expect(progress.line(8)).toBe("1/3 done");
  });

  it("counts what a resumed run had done before as done, not as fast", () => {
    const { clock, progress } = progressOf(true, [b]);
    progress.begin(b);
    progress.tell(b, startOf(b, 200));
    clock.ms = 1000;
    progress.tell(b, step(210));
    expect(progress.line(100)).toMatch(/^1\/2 done {2}9s left {2}#2 210\/300/);
  });

  it("is a line per finished run elsewhere", () => {
    const { clock, written, progress } = progressOf(false, [a, b]);
    progress.begin(a);
    progress.tell(a, step(50));
    const evaluation = { charAcc: 0.5 };
    progress.tell(a, { type: "evaluation", step: 50, evaluation });
    clock.ms = 3000;
    progress.finish(a);
    progress.leave(b, "dense, seed 2 failed: why");
    expect(written).toEqual([
      "2/3 done  dense, seed 1: 50.0 % of unseen characters, 3s\n",
      "2/3 done  dense, seed 2 failed: why\n",
    ]);
  });
});
