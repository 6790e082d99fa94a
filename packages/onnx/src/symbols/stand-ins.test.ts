import { describe, expect, it } from "vitest";
import { chooseStandIns } from "./stand-ins";

const NAMES = ["a", "b", "c", "d", "e", "f"];

describe("the numbers that stand for symbols", () => {
  it.each([0, 6, 12])("are all different, leaving out %i", (skip) => {
    const all = chooseStandIns(NAMES, new Set(), skip).flatMap((sizes) => [
      ...sizes.values(),
    ]);
    expect(new Set(all).size).toBe(4 * NAMES.length);
  });
  it("have a power of two between them, whichever trace they are of", () => {
    const [first, second] = chooseStandIns(NAMES, new Set(), 12);
    expect(Math.max(...first.values())).toBeLessThan(1024);
    expect(Math.min(...first.values())).toBeGreaterThan(512);
    expect(Math.min(...second.values())).toBeGreaterThan(1024);
    expect(Math.max(...second.values())).toBeLessThan(2048);
  });
  it("are other ones in the next attempt", () => {
    const [now, next] = [0, 6].map((skip) =>
      chooseStandIns(NAMES, new Set(), skip),
    );
    const numbers = new Set(now![0].values());
    expect([...next![0].values()].some((n) => numbers.has(n))).toBe(false);
  });
  it("avoid static extents", () => {
    const avoid = new Set([1021, 1019, 1213, 4, 6, 8, 24]);
    for (const sizes of chooseStandIns(NAMES, avoid, 0))
      for (const n of sizes.values()) expect(avoid.has(n)).toBe(false);
  });
  it("grow by amounts whose sums and differences of two are all different", () => {
    const [first, second] = chooseStandIns(NAMES, new Set(), 0);
    const growth = NAMES.map((name) => second.get(name)! - first.get(name)!);
    const sums = growth.flatMap((x, i) => [
      x,
      ...growth.slice(i).map((y) => x + y),
      ...growth.flatMap((y, j) => (i === j ? [] : [x - y])),
    ]);
    expect(new Set(sums).size).toBe(sums.length);
  });
  it("are checked with multiples of 6 and with other composite numbers, in the other order", () => {
    const [, , sixes, others] = chooseStandIns(["a", "b", "c"], new Set(), 0);
    expect([...sixes!.values()]).toEqual([6, 24, 60]);
    expect([...others!.values()]).toEqual([10, 9, 4]);
  });
});
