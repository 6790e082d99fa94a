import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import { holm } from "./holm";

describe("holm", () => {
  it("corrects as statsmodels does, in the given order", () => {
    const corrected = holm(golden.holm.ps);
    golden.holm.corrected.forEach((p, i) =>
      expect(corrected[i]).toBeCloseTo(p, 12),
    );
  });

  it("raises no p above m times itself or 1, lowers none, and keeps their order", () => {
    const ps = fc.array(fc.double({ min: 0, max: 1, noNaN: true }));
    fc.assert(
      fc.property(ps, (list) => {
        const corrected = holm(list);
        list.forEach((p, i) => {
          expect(corrected[i]).toBeGreaterThanOrEqual(p);
          expect(corrected[i]).toBeLessThanOrEqual(1);
          list.forEach((other, j) => {
            if (p < other)
              expect(corrected[i]).toBeLessThanOrEqual(corrected[j]!);
          });
        });
      }),
    );
  });
});
