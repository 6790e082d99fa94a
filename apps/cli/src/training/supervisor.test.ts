/** The command's side of a run, with trainers that behave in any way. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { getTask } from "@trm/tasks";
import { modelConfigOf, parseTrainConfig, type TrainEvent } from "@trm/train";
import { judge } from "../errors";
import { Output } from "../output";
import type {
  FromTrainer,
  StartTrainer,
  TrainerEnd,
  TrainerListener,
} from "./messages";
import { packError } from "./packed-error";
import { supervise } from "./supervisor";

const CONFIG = parseTrainConfig({ arch: "dense", task: "copy" });
const MODEL = modelConfigOf(CONFIG, getTask("copy"));

const START: TrainEvent = {
  type: "start",
  dir: "r",
  step: 0,
  config: CONFIG,
  modelConfig: MODEL,
  parameters: 1,
  blockPasses: 1,
  gradientPasses: 1,
  sequenceLength: 10,
  engine: "none",
};
const step = (at: number): TrainEvent => ({
  type: "step",
  step: at,
  loss: 1,
  learningRate: 1,
  gradientNorm: 1,
  tokensPerSecond: 1,
  elapsedSeconds: 1,
  steps: 5000,
  etaSeconds: 1,
});
const END: FromTrainer = {
  type: "end",
  result: { status: "completed", step: 5000, modelConfig: MODEL, seconds: 1 },
};
const OK: TrainerEnd = { exitCode: 0, signal: null };

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** A trainer that does as a test says, and what comes of it. */
function supervised(columns = 80, dir = "no-run") {
  const written: string[] = [];
  const asked: string[] = [];
  const stop = new AbortController();
  const kill = new AbortController();
  let hear: TrainerListener | undefined;
  let end: (end: TrainerEnd) => void = () => undefined;
  const startTrainer: StartTrainer = (_, listener) => {
    hear = listener;
    return {
      stop: () => asked.push("stop"),
      kill: () => {
        asked.push("kill");
        end({ exitCode: null, signal: "SIGKILL" });
      },
      ended: new Promise((resolve) => (end = resolve)),
    };
  };
  const output = new Output({
    stdout: { write: () => true },
    stderr: {
      write: (text: string) => written.push(text),
      isTTY: true,
      columns,
    },
    stdin: (async function* () {})(),
    env: {},
    now: () => Date.now(),
    startTrainer,
  });
  const interrupt = { stop: stop.signal, kill: kill.signal };
  const result = supervise(output, { request: { dir }, interrupt });
  const verdict = result.then(
    () => undefined,
    (error: unknown) => judge(error, false),
  );
  return {
    ...{ written, asked, stop, kill, result, verdict },
    say: async (...messages: readonly FromTrainer[]) => {
      await vi.advanceTimersByTimeAsync(0);
      for (const message of messages) hear?.onMessage(message);
    },
    events: async (...events: readonly TrainEvent[]) => {
      await vi.advanceTimersByTimeAsync(0);
      for (const event of events) hear?.onMessage({ type: "event", event });
    },
    noise: (text: string) => hear?.onNoise(text),
    end: (how: TrainerEnd) => end(how),
  };
}

describe("a trainer that ends well", () => {
  it("gives its result, even when its process comes down badly afterwards", async () => {
    const run = supervised();
    await run.say(END);
    run.end({ exitCode: null, signal: "SIGSEGV" });
    expect(await run.result).toMatchObject({ status: "completed" });
  });

  it("is drawn while it is silent", async () => {
    const run = supervised();
    await run.events(START, { type: "compiled", depth: 1, durationMs: 1 });
    await vi.advanceTimersByTimeAsync(3000);
    expect(run.written.at(-1)).toContain("step 1/5000  submitted 3s");
    await run.say(END);
    run.end(OK);
    await run.result;
    const { length } = run.written;
    await vi.advanceTimersByTimeAsync(5000);
    expect(run.written).toHaveLength(length);
  });

  it("has its words, its warnings and its noise above the line, which stays whole", async () => {
    const run = supervised();
    await run.events(START, { type: "compiled", depth: 1, durationMs: 1 });
    await vi.advanceTimersByTimeAsync(1000);
    await run.events(step(1), { type: "warning", message: "Other bits." });
    await run.say({ type: "words", text: "Using the cpu." });
    run.noise("[W:onnx");
    run.noise("runtime] hm\n");
    const text = run.written.join("");
    const lines = text
      .split("\n")
      .map((line) => line.split("\r\u001b[K").at(-1));
    expect(lines.slice(2)).toEqual([
      "Warning: Other bits.",
      "Using the cpu.",
      "[W:onnxruntime] hm",
      expect.stringMatching(/^step 1\/5000 {2}loss/),
    ]);
    await run.say(END);
    run.end(OK);
    await run.result;
  });
});

describe("a trainer that fails", () => {
  it("passes its error on by name", async () => {
    const run = supervised();
    const error = Object.assign(new Error("No such thing."), {
      name: "ConfigError",
    });
    await run.say({ type: "error", error: packError(error) });
    run.end(OK);
    expect(await run.verdict).toEqual({
      message: "No such thing.",
      exitCode: 2,
    });
  });

  it("is reported with the last step and how to go on when it crashes", async () => {
    const run = supervised();
    await run.events(START, step(2));
    run.end({ exitCode: null, signal: "SIGSEGV" });
    expect(await run.verdict).toEqual({
      message:
        "The training process crashed with SIGSEGV after step 2; trm resume no-run starts again, since there is no checkpoint yet.",
      exitCode: 1,
    });
  });

  it("is reported with the checkpoint that is on disk, of which it may not have told", async () => {
    const dir = mkdtempSync(join(tmpdir(), "trm-crash-"));
    for (const name of ["9", "20", "30.damaged", ".unfinished-40"])
      mkdirSync(join(dir, "checkpoints", name), { recursive: true });
    const run = supervised(80, dir);
    await run.events(START, step(21), {
      type: "checkpoint",
      step: 9,
      path: "r/checkpoints/9",
    });
    run.end({ exitCode: 9, signal: null });
    expect((await run.verdict)?.message).toContain(
      "goes on from the checkpoint of step 20",
    );
    rmSync(dir, { recursive: true });
  });

  it("is one that ran out of memory when its engine says so", async () => {
    const run = supervised();
    const error = new Error("Failed to allocate memory for requested buffer");
    await run.events(START, step(1));
    await run.say({ type: "error", error: packError(error) });
    run.end(OK);
    expect((await run.verdict)?.message).toContain("training.batchSize");
  });

  it("is known to have begun where a resumed run had got to", async () => {
    const run = supervised();
    await run.events({ ...START, step: 40 });
    run.end({ exitCode: 9, signal: null });
    expect((await run.verdict)?.message).toContain(
      "ended with code 9 after step 40;",
    );
  });
});

describe("an interrupt", () => {
  it("asks first, and kills a trainer that does not answer when it is repeated", async () => {
    const run = supervised();
    await run.events(START, step(1));
    run.stop.abort();
    expect(run.asked).toEqual(["stop"]);
    run.kill.abort();
    expect(run.asked).toEqual(["stop", "kill"]);
    const verdict = await run.verdict;
    expect(verdict?.exitCode).toBe(130);
    expect(verdict?.message).toMatch(
      /^Ended at once after step 1; trm resume no-run/,
    );
  });

  it("that came before the trainer was there reaches it", async () => {
    const run = supervised();
    run.stop.abort();
    await run.say({ type: "end" });
    expect(run.asked).toEqual(["stop"]);
    run.end(OK);
    expect(await run.verdict).toMatchObject({ exitCode: 130 });
  });
});
