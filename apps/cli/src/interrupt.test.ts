import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { STOP_SIGNALS, withInterrupt } from "./interrupt";

const countListeners = (name: NodeJS.Signals): number =>
  process.listenerCount(name);
const before = {
  SIGINT: countListeners("SIGINT"),
  SIGTERM: countListeners("SIGTERM"),
  SIGHUP: countListeners("SIGHUP"),
};

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
  for (const name of STOP_SIGNALS)
    for (const listener of process.listeners(name).slice(before[name]))
      process.off(name, listener);
});

/** Delivers SIGTERM to this process's handlers. */
const send = (): boolean => process.emit("SIGTERM");

describe("withInterrupt", () => {
  it("aborts once on the first signal and lets the body finish", async () => {
    const said: string[] = [];
    const result = await withInterrupt(
      () => said.push("stopping"),
      ({ stop, kill }) => {
        expect(stop.aborted).toBe(false);
        send();
        return Promise.resolve([stop.aborted, kill.aborted]);
      },
    );
    expect(result).toEqual([true, false]);
    expect(said).toEqual(["stopping"]);
  });

  it("takes a repeat within a moment for an echo, and a later one for a wish", async () => {
    await withInterrupt(
      () => undefined,
      ({ kill }) => {
        send();
        vi.advanceTimersByTime(100);
        send();
        expect(kill.aborted).toBe(false);
        vi.advanceTimersByTime(300);
        send();
        expect(kill.aborted).toBe(true);
        return Promise.resolve();
      },
    );
    expect(exits).toEqual([]);
  });

  it("ends the process three seconds after the wish, or at once when it is uttered again", async () => {
    await withInterrupt(
      () => undefined,
      () => {
        send();
        vi.advanceTimersByTime(400);
        send();
        expect(send).toThrow("exited");
        vi.advanceTimersByTime(2900);
        expect(() => vi.advanceTimersByTime(100)).toThrow("exited");
        expect(exits).toEqual([130, 130]);
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

  it("goes on listening after an interruption, for a moment, so that no echo kills the process at its end", async () => {
    const before = process.listenerCount("SIGTERM");
    await withInterrupt(
      () => undefined,
      () => Promise.resolve(send()),
    );
    vi.advanceTimersByTime(200);
    send();
    expect(exits).toEqual([]);
    expect(process.listenerCount("SIGTERM")).toBe(before + 1);
    vi.advanceTimersByTime(10_000);
    expect(process.listenerCount("SIGTERM")).toBe(before);
  });
});
