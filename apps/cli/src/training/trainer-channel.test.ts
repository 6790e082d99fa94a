import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FromTrainer } from "./messages";
import { TrainerChannel } from "./trainer-channel";

const step = (at: number): FromTrainer => ({
  type: "event",
  event: {
    ...{ type: "step", step: at, steps: 9e9, etaSeconds: 1, loss: 1 },
    ...{ learningRate: 1, gradientNorm: 1, tokensPerSecond: 1 },
    elapsedSeconds: 1,
  },
});
const checkpoint = (at: number): FromTrainer => ({
  type: "event",
  event: { type: "checkpoint", step: at, path: `r/${at}` },
});

/** A channel to a reader that takes one message at a time, when it is told to. */
function channel() {
  const sent: FromTrainer[] = [];
  const unread: (() => void)[] = [];
  const made = new TrainerChannel((message, done) => {
    sent.push(message);
    unread.push(done);
  });
  return { made, sent, read: () => unread.shift()?.(), unread };
}

const stepOf = (message: FromTrainer | undefined): number | undefined =>
  message?.type === "event" && "step" in message.event
    ? message.event.step
    : undefined;

describe("the trainer's channel", () => {
  it("lets one step wait for a command that stands still, the newest", () => {
    const { made, sent, read } = channel();
    for (let at = 1; at <= 1000; at += 1) made.post(step(at));
    expect(sent.map(stepOf)).toEqual([1]);
    read();
    expect(sent.map(stepOf)).toEqual([1, 1000]);
    read();
    made.post(step(1001));
    expect(sent.map(stepOf)).toEqual([1, 1000, 1001]);
  });

  it("sends all else, in order, and whatever the command reads the newest step arrives", () => {
    const acts = fc.array(fc.constantFrom("step", "checkpoint", "read"));
    fc.assert(
      fc.property(acts, (what) => {
        const { made, sent, read, unread } = channel();
        const posted: FromTrainer[] = [];
        for (const [at, act] of what.entries()) {
          if (act === "read") read();
          else posted.push(act === "step" ? step(at) : checkpoint(at));
          const message = posted.at(-1);
          if (act !== "read" && message) made.post(message);
        }
        while (unread.length > 0) read();
        const steps = sent.map((message) => stepOf(message) ?? -1);
        expect(steps).toEqual([...steps].sort((a, b) => a - b));
        const isCheckpoint = (message: FromTrainer): boolean =>
          message.type === "event" && message.event.type === "checkpoint";
        expect(sent.filter(isCheckpoint)).toEqual(posted.filter(isCheckpoint));
        expect(sent.at(-1)).toEqual(posted.at(-1));
      }),
    );
  });

  it("has flushed when the last message has left, a step that waited too", async () => {
    const { made, sent, read } = channel();
    made.post(step(1));
    made.post(step(2));
    let flushed = false;
    const flushing = made.flushed().then(() => (flushed = true));
    expect(sent.map(stepOf)).toEqual([1, 2]);
    read();
    await Promise.resolve();
    expect(flushed).toBe(false);
    read();
    await flushing;
  });
});
