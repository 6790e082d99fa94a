import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import { binomial, permutationTest, subsetSums } from "./permutation-test";

describe("permutationTest", () => {
  it.each(golden.permutations)(
    "of $a and $b is scipy's",
    ({ a, b, p, pGreater }) => {
      const found = permutationTest(a, b);
      expect(found.method).toBe("exact");
      expect(found.p).toBeCloseTo(p, 12);
      expect(found.pGreater).toBeCloseTo(pGreater, 12);
    },
  );

  it("can reach 0.1 with three seeds a side, and no less", () => {
    const { p, pGreater, arrangements } = permutationTest([3, 4, 5], [0, 1, 2]);
    expect([p, pGreater, arrangements]).toEqual([0.1, 0.05, 20]);
  });

  it("does not depend on order, and its two-sided p not on the side", () => {
    const list = fc.array(fc.integer({ min: 0, max: 9 }), {
      minLength: 1,
      maxLength: 5,
    });
    fc.assert(
      fc.property(list, list, (a, b) => {
        const { p, pGreater } = permutationTest(a, b);
        expect(permutationTest(a.toReversed(), b)).toMatchObject({
          p,
          pGreater,
        });
        expect(permutationTest(b, a).p).toBeCloseTo(p, 12);
        expect(p).toBeGreaterThan(0);
      }),
    );
  });

  it("samples where there are too many arrangements, near the exact p, equal for equal seeds", () => {
    const a = Array.from({ length: 12 }, (_, i) => i);
    const b = a.map((value) => value + 3);
    const sampled = permutationTest(a, b, 1);
    expect(sampled.method).toBe("sampled");
    expect(permutationTest(a, b, 1)).toEqual(sampled);
    expect(permutationTest(a, b, 2).p).not.toBe(sampled.p);
    // All 2704156 arrangements give 0.0620; 20 000 draws have a standard error of 0.0017.
    expect(Math.abs(sampled.p - 0.062)).toBeLessThan(0.006);
  });
});

describe("subsetSums", () => {
  it("has a sum for every way to choose", () => {
    expect(subsetSums([1, 10, 100], 2).sort((a, b) => a - b)).toEqual([
      11, 101, 110,
    ]);
    expect(subsetSums([1, 2, 3, 4, 5, 6], 3)).toHaveLength(binomial(6, 3));
    expect(binomial(20, 10)).toBe(184756);
  });
});
