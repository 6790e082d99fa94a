import fc from "fast-check";
import { describe, expect, it } from "vitest";
import golden from "../__fixtures__/statistics.json" with { type: "json" };
import { interaction, mapCells, type TwoByTwo } from "./interaction";

/** Four lists of the fixture as cells. */
const cellsOf = (
  rows: readonly (readonly number[][])[],
): TwoByTwo<number[]> => [
  [rows[0]![0]!, rows[0]![1]!],
  [rows[1]![0]!, rows[1]![1]!],
];

/** Accuracies over 256 characters. */
const accuracy = fc.integer({ min: 0, max: 256 }).map((right) => right / 256);
const list = fc.array(accuracy, {
  minLength: 3,
  maxLength: 3,
});
const fourCells = fc.tuple(fc.tuple(list, list), fc.tuple(list, list));

describe("interaction", () => {
  it.each(golden.interactions)(
    "of $cells is that of Satterthwaite and of all exchanges",
    ({ cells, permutationP, ...expected }) => {
      const found = interaction(cellsOf(cells));
      for (const key of ["difference", "df", "p", "low", "high"] as const)
        expect(found[key], key).toBeCloseTo(expected[key], 8);
      if (permutationP === undefined)
        expect(found.permutationP).toBeUndefined();
      else expect(found.permutationP).toBeCloseTo(permutationP, 12);
    },
  );

  it("of outcomes that are all or nothing has no width, and an exact p of 2/164 with three seeds a cell", () => {
    const found = interaction(cellsOf(golden.solved.cells));
    expect(found).toMatchObject({ difference: 1, degenerate: true });
    expect(found.permutationP).toBeCloseTo(golden.solved.permutationP, 12);
    expect(found.permutationP).toBeCloseTo(2 / 164, 12);
  });

  it("sees no main effect", () => {
    fc.assert(
      fc.property(
        fourCells,
        fc.integer({ min: -50, max: 50 }),
        fc.integer({ min: -50, max: 50 }),
        (cells, rows, columns) => {
          const moved = (i: number, j: number, values: number[]) =>
            values.map((value) => value + i * rows + j * columns);
          const [[a, b], [c, d]] = cells;
          const other = interaction([
            [moved(0, 0, a), moved(0, 1, b)],
            [moved(1, 0, c), moved(1, 1, d)],
          ]);
          const one = interaction(cells);
          expect(other.difference).toBeCloseTo(one.difference, 9);
          expect(other.low).toBeCloseTo(one.low!, 9);
          expect(other.permutationP).toBeCloseTo(one.permutationP!, 12);
        },
      ),
    );
  });

  it("turns its sign when the levels of a factor change places", () => {
    fc.assert(
      fc.property(fourCells, ([[a, b], [c, d]]) => {
        const one = interaction([
          [a, b],
          [c, d],
        ]);
        const other = interaction([
          [b, a],
          [d, c],
        ]);
        expect(other.difference).toBeCloseTo(-one.difference, 12);
        expect(other.high).toBeCloseTo(-one.low!, 9);
        expect(other.permutationP).toBeCloseTo(one.permutationP!, 12);
      }),
    );
  });

  it("has no interval where a cell has one seed", () => {
    const { low, permutationP } = interaction([
      [[0], [0, 1]],
      [
        [0, 1],
        [0, 1],
      ],
    ]);
    expect([low, permutationP]).toEqual([undefined, undefined]);
  });

  it("tests ten seeds a cell in a moment", () => {
    const cells = mapCells(
      [
        [0, 1],
        [2, 9],
      ],
      (level) => Array.from({ length: 10 }, (_, i) => level + ((i * i) % 7)),
    );
    expect(interaction(cells).permutationP).toBeLessThan(0.05);
  });
});
