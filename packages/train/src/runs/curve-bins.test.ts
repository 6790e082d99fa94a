import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CurveBins } from "./curve-bins";

const binned = (
  values: readonly (readonly [number, number])[],
  mostBins: number,
): CurveBins => {
  const bins = new CurveBins(mostBins);
  for (const [step, value] of values) bins.add(step, value);
  return bins;
};

const values = fc.array(
  fc.tuple(
    fc.oneof(fc.nat(2000), fc.maxSafeNat()),
    fc.integer({ min: -1000, max: 1000 }),
  ),
  { maxLength: 200 },
);
const mostBins = fc.integer({ min: 1, max: 50 });

describe("a binned curve", () => {
  it("is the curve itself while it is short", () => {
    const points = binned([[1, 3], [2, 5]], 8).points(); // prettier-ignore
    expect(points.map(({ from, to, mean }) => [from, to, mean])).toEqual([
      [1, 1, 3],
      [2, 2, 5],
    ]);
  });

  it("gives the mean, the least and the most of a stretch", () => {
    const values = Array.from({ length: 16 }, (_, i) => [i, i] as const);
    const bins = binned(values, 4);
    expect(bins.width).toBe(4);
    expect(bins.points()[1]).toEqual({
      ...{ from: 4, to: 7, count: 4, mean: 5.5, least: 4, most: 7 },
    });
  });

  it("holds every value once, in the stretch of its step", () => {
    fc.assert(
      fc.property(values, mostBins, (all, most) => {
        const bins = binned(all, most);
        const points = bins.points();
        expect(points.length).toBeLessThanOrEqual(most);
        for (const { from, to, count, mean, least, most: top } of points) {
          const index = Math.floor(from / bins.width);
          expect(Math.floor(to / bins.width)).toBe(index);
          const inside = all.filter(
            ([step]) => Math.floor(step / bins.width) === index,
          );
          const numbers = inside.map(([, value]) => value);
          expect(count).toBe(inside.length);
          expect(mean * count).toBeCloseTo(
            numbers.reduce((sum, value) => sum + value, 0),
            6,
          );
          expect(least).toBe(Math.min(...numbers));
          expect(top).toBe(Math.max(...numbers));
        }
        const total = points.reduce((sum, { count }) => sum + count, 0);
        expect(total).toBe(all.length);
      }),
    );
  });

  it("does not depend on the order of the values", () => {
    fc.assert(
      fc.property(values, mostBins, (all, most) => {
        const backwards = binned(all.toReversed(), most);
        expect(backwards.points()).toEqual(binned(all, most).points());
      }),
    );
  });
});
