import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkpointsToRemove } from "./keep-rule";

describe("the keep rule", () => {
  it.each([
    [[1, 2, 3, 4], undefined, { keepLast: 2 }, [1, 2]],
    [[4, 1, 3, 2], 1, { keepLast: 2 }, [2]],
    [
      [10, 20, 30, 40],
      undefined,
      { keepLast: 1, keepEverySteps: 20 },
      [10, 30],
    ],
    [[0, 5, 7], undefined, { keepLast: 1, keepEverySteps: 10 }, [5]],
    [[3], undefined, { keepLast: 5 }, []],
    [[], undefined, { keepLast: 1 }, []],
  ])("of %j with best %s and %j removes %j", (steps, best, rule, removed) => {
    expect(checkpointsToRemove(steps, best, rule)).toEqual(removed);
  });

  const count = fc.integer({ min: 1, max: 6 });
  const steps = fc.uniqueArray(fc.nat(60), { maxLength: 20 });
  const rules = fc.record(
    { keepLast: count, keepEverySteps: fc.integer({ min: 1, max: 20 }) },
    { requiredKeys: ["keepLast"] },
  );

  it("keeps the newest, the best and every k, and nothing else", () => {
    fc.assert(
      fc.property(steps, fc.nat(60), rules, (all, best, rule) => {
        const removed = new Set(checkpointsToRemove(all, best, rule));
        const falling = [...all].sort((a, b) => b - a);
        falling.forEach((step, i) => {
          const every = rule.keepEverySteps;
          const stays =
            i < rule.keepLast ||
            step === best ||
            (every !== undefined && step % every === 0);
          expect(removed.has(step)).toBe(!stays);
        });
      }),
    );
  });

  it("applied twice removes nothing more", () => {
    fc.assert(
      fc.property(steps, fc.nat(60), rules, (all, best, rule) => {
        const removed = new Set(checkpointsToRemove(all, best, rule));
        const kept = all.filter((step) => !removed.has(step));
        expect(checkpointsToRemove(kept, best, rule)).toEqual([]);
      }),
    );
  });
});
