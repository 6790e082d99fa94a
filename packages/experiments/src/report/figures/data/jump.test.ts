import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstAt, heldFrom, jumpsOf } from "./jump";

const curve = (...values: number[]) =>
  values.map((value, i) => ({ step: 50 * (i + 1), value }));

describe("the step from which a value is held", () => {
  it("is the first evaluation from which on none is below", () => {
    expect(heldFrom(curve(0.1, 0.6, 0.4, 0.5, 0.9), 0.5)).toBe(200);
    expect(heldFrom(curve(0.5, 0.5), 0.5)).toBe(50);
  });

  it("is not there when the last evaluation is below, or there is none", () => {
    expect(heldFrom(curve(0.1, 0.9, 0.49), 0.5)).toBeUndefined();
    expect(heldFrom([], 0.5)).toBeUndefined();
  });

  it("is no earlier for a higher level", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (v) => {
        const half = heldFrom(curve(...v), 0.5) ?? Infinity;
        expect(heldFrom(curve(...v), 0.9) ?? Infinity).toBeGreaterThanOrEqual(
          half,
        );
      }),
    );
  });
});

describe("the first step at a value", () => {
  it("need not be held", () => {
    expect(firstAt(curve(0.1, 0.6, 0.4), 0.5)).toBe(100);
    expect(firstAt(curve(0.1), 0.5)).toBeUndefined();
  });
});

describe("jumps", () => {
  it("are those of each position's own curve", () => {
    expect(jumpsOf([curve(0.6, 0.95), curve(0.2, 0.7)])).toEqual([
      { position: 0, half: 50, most: 100 },
      { position: 1, half: 100, most: undefined },
    ]);
  });
});
