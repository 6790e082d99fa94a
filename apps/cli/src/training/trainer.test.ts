/** What trains, without a process around it. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseTrainConfig } from "@trm/train";
import { afterAll, describe, expect, it } from "vitest";
import type { FromTrainer } from "./messages";
import { runTrainer } from "./trainer";

const folder = mkdtempSync(join(tmpdir(), "trm-trainer-"));
afterAll(() => rmSync(folder, { recursive: true }));

const CONFIG = parseTrainConfig({
  arch: "dense",
  task: "copy",
  length: 2,
  budget: 2,
  model: { nEmbd: 16, nHead: 2, blockSize: 16 },
  training: { steps: 50, batchSize: 4 },
  // Four batches of examples.
  evaluation: { everySteps: 2, count: 256 },
  runtime: { threads: 1 },
});

/** Trains, and asks to stop in the next turn of the event loop after a step, as a message from another process does. */
async function stopAfter(step: number, name: string): Promise<FromTrainer[]> {
  const said: FromTrainer[] = [];
  const stop = new AbortController();
  const post = (message: FromTrainer): void => {
    said.push(structuredClone(message));
    if (message.type !== "event" || message.event.type !== "step") return;
    if (message.event.step === step) setImmediate(() => stop.abort());
  };
  const request = { config: CONFIG, dir: join(folder, name) };
  await runTrainer(
    { type: "train", request },
    { post, stop: stop.signal, env: {} },
  );
  return said;
}

describe("a run's lock", () => {
  it.each([process.pid, undefined])(
    "names the command where there is one: %s",
    async (supervisor) => {
      const dir = join(folder, `lock-${supervisor}`);
      const stop = new AbortController();
      let named: unknown;
      const post = (message: FromTrainer): void => {
        if (message.type !== "event" || message.event.type !== "start") return;
        const text = readFileSync(join(dir, "run.lock"), "utf8");
        named = (JSON.parse(text) as { supervisor?: number }).supervisor;
        stop.abort();
      };
      const world = { post, stop: stop.signal, env: {}, supervisor };
      await runTrainer(
        { type: "train", request: { config: CONFIG, dir } },
        world,
      );
      expect(named).toBe(supervisor);
    },
  );
});

describe("a run's evaluations", () => {
  it("have the accuracy of every position, and no norms", async () => {
    const said: FromTrainer[] = [];
    const training = { ...CONFIG.training, steps: 1 };
    const request = {
      config: { ...CONFIG, training, evaluation: { everySteps: 1, count: 8 } },
      dir: join(folder, "positions"),
    };
    await runTrainer(
      { type: "train", request },
      {
        post: (message) => said.push(message),
        stop: new AbortController().signal,
        env: {},
      },
    );
    const end = said.at(-1);
    const { evaluation } = (end?.type === "end" && end.result) || {};
    expect(evaluation?.["positionAcc"]).toHaveLength(2);
    expect(evaluation).not.toHaveProperty("gradientNorms");
  });
});

describe("a trainer that is asked to stop", () => {
  it("finishes the step under way and no other", async () => {
    const said = await stopAfter(3, "a");
    expect(said.at(-1)).toMatchObject({
      type: "end",
      result: { status: "interrupted", step: 3 },
    });
  });

  it("breaks an evaluation off, which is made up for when the run goes on", async () => {
    const said = await stopAfter(2, "b");
    const evaluations = (messages: readonly FromTrainer[]): number[] =>
      messages.flatMap((message) =>
        message.type === "event" && message.event.type === "evaluation"
          ? [message.event.step]
          : [],
      );
    expect(said.at(-1)).toMatchObject({
      type: "end",
      result: { status: "interrupted", step: 2 },
    });
    expect(evaluations(said)).toEqual([]);
    const stop = new AbortController();
    const resumed: FromTrainer[] = [];
    await runTrainer(
      { type: "train", request: { dir: join(folder, "b") } },
      {
        post: (message) => {
          resumed.push(message);
          if (evaluations([message]).length > 0) stop.abort();
        },
        stop: stop.signal,
        env: {},
      },
    );
    expect(evaluations(resumed)).toEqual([2]);
    const told = resumed.map((message) =>
      message.type === "event" ? message.event.type : message.type,
    );
    expect(told.slice(0, 3)).toEqual(["start", "evaluating", "evaluation"]);
  });
});
