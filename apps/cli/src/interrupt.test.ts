import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withInterrupt } from "./interrupt";

const listenersBefore = process.listenerCount("SIGTERM");

/** The exit codes the process would have ended with. */
const exits: unknown[] = [];

beforeEach(() => {
  exits.length = 0;
  vi.useFakeTimers();
  vi.spyOn(process, "exit").mockImplementation((code) => {
    exits.push(code);
    throw new Error("exited");
  });
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  for (const [i, listener] of process.listeners("SIGTERM").entries())
    if (i >= listenersBefore) process.off("SIGTERM", listener);
});

/** Delivers SIGTERM to this process's handlers. */
const send = (): boolean => process.emit("SIGTERM");

describe("withInterrupt", () => {
  it("aborts once on the first signal and lets the body finish", async () => {
    const said: string[] = [];
    const result = await withInterrupt(
      () => said.push("stopping"),
      (signal) => {
        expect(signal.aborted).toBe(false);
        send();
        return Promise.resolve(signal.aborted);
      },
    );
    expect(result).toBe(true);
    expect(said).toEqual(["stopping"]);
  });

  it("takes a repeat within a moment for an echo, and a later one for a wish", async () => {
    await withInterrupt(
      () => undefined,
      () => {
        send();
        vi.advanceTimersByTime(100);
        send();
        expect(exits).toEqual([]);
        vi.advanceTimersByTime(300);
        expect(send).toThrow("exited");
        expect(exits).toEqual([130]);
        return Promise.resolve();
      },
    );
  });

  it("leaves no handler behind", async () => {
    const before = process.listenerCount("SIGTERM");
    await withInterrupt(
      () => undefined,
      () => Promise.resolve(),
    );
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });

  it("goes on listening after an interruption, so that no echo kills the process at its end", async () => {
    const before = process.listenerCount("SIGTERM");
    await withInterrupt(
      () => undefined,
      () => Promise.resolve(send()),
    );
    vi.advanceTimersByTime(200);
    send();
    expect(exits).toEqual([]);
    vi.advanceTimersByTime(10_000);
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    expect(send).toThrow("exited");
    expect(exits).toEqual([130]);
  });
});
