import { setTimeout as pause } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { runPool } from "./pool";

describe("a pool", () => {
  it("does every item once, in order, and never more at once than it has jobs", async () => {
    const begun: number[] = [];
    let [now, most] = [0, 0];
    const never = new AbortController().signal;
    await runPool([3, 1, 2, 5, 4], 2, never, async (item) => {
      begun.push(item);
      now += 1;
      most = Math.max(most, now);
      await pause(item);
      now -= 1;
    });
    expect(begun).toEqual([3, 1, 2, 5, 4]);
    expect([now, most]).toEqual([0, 2]);
  });

  it("waits for what is under way when it is stopped, and begins nothing more", async () => {
    const stop = new AbortController();
    const ended: number[] = [];
    await runPool([1, 2, 3, 4], 2, stop.signal, async (item) => {
      await pause(1);
      stop.abort();
      await pause(item);
      ended.push(item);
    });
    expect(ended).toEqual([1, 2]);
  });
});
