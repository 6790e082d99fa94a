import { describe, expect, it } from "vitest";
import { measure, type Setting, timeRound } from "./contestant";

function recorder(name: string, calls: string[]): Pick<Setting, "round"> {
  return {
    round: (count) => {
      calls.push(`${name}${count}`);
      return Promise.resolve(Array.from({ length: count }, () => calls.length));
    },
  };
}

describe("measure", () => {
  it("takes the settings in turn, after one discarded round", async () => {
    const calls: string[] = [];
    const settings = [recorder("a", calls), recorder("b", calls)];
    const times = await measure(
      settings,
      { rounds: 2, iterations: 3 },
      { pauseMs: 0 },
    );
    expect(calls).toEqual(["a1", "b1", "a3", "b3", "a3", "b3"]);
    expect(times).toEqual([
      [3, 3, 3, 5, 5, 5],
      [4, 4, 4, 6, 6, 6],
    ]);
  });
});

describe("timeRound", () => {
  it("runs one iteration more than it times", async () => {
    let runs = 0;
    const times = await timeRound(() => Promise.resolve((runs += 1)), 4);
    expect(runs).toBe(5);
    expect(times).toHaveLength(4);
    expect(times.every((ms) => ms >= 0)).toBe(true);
  });
});
