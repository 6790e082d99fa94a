import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstAt, heldFrom, stepsToHold } from "./jump";

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

describe("steps to hold a level", () => {
  it("are the median of the runs' own, not those of their mean", () => {
    const early = curve(0.1, 1, 1, 1, 1);
    const late = curve(0.1, 0.1, 0.1, 0.1, 1);
    // The mean of the three holds 90 % from step 250 on, as one run of three does.
    expect(stepsToHold([early, early, late], 0.9)?.median).toBe(100);
  });

  it("are censored where a run ends below, and unknown without a run", () => {
    const never = curve(0.1, 0.2);
    expect(stepsToHold([curve(0.1, 1), never, []], 0.9)).toMatchObject({
      ...{ n: 2, reached: 1, horizon: 100 },
    });
    expect(stepsToHold([never, never], 0.9)?.median).toBeUndefined();
    expect(stepsToHold([[]], 0.9)).toBeUndefined();
  });
});
