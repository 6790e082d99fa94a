import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { withInterrupt } from "./interrupt";

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

  it("leaves no handler behind, after an interruption once the echo has passed", async () => {
    const before = process.listenerCount("SIGTERM");
    await withInterrupt(
      () => undefined,
      () => Promise.resolve(),
    );
    expect(process.listenerCount("SIGTERM")).toBe(before);
    await withInterrupt(
      () => undefined,
      () => Promise.resolve(send()),
    );
    send();
    expect(exits).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});
