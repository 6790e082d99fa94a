import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plotCurve, type PlotOptions, type PlotPoint } from "./plot";

const options = (overrides: Partial<PlotOptions> = {}): PlotOptions => ({
  title: "loss, nats",
  columns: 30,
  rows: 4,
  format: (value) => String(Number(value.toPrecision(3))),
  ...overrides,
});

const points = (...values: number[]): PlotPoint[] =>
  values.map((value, i) => ({ step: 10 * i, value }));

describe("a curve in the terminal", () => {
  it("has its values beside it and its steps below it", () => {
    expect(plotCurve(points(4, 2, 1, 0.5, 0), options()))
      .toMatchInlineSnapshot(`
      "loss, nats
      4 ┤⠑⠢⢄
        │   ⠉⠢⢄⡀
        │      ⠈⠉⠒⠒⠤⠤⢄⣀⣀⡀
      0 ┤               ⠈⠉⠉⠑⠒⠒⠒⠤⠤⠤⣀⣀
        └───────────────────────────
         0                   step 40
      "
    `);
  });

  it("has one label where it is flat, and is drawn in the middle", () => {
    expect(plotCurve(points(2, 2, 2), options())).toMatchInlineSnapshot(`
      "loss, nats
        │
        │
      2 ┤⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉⠉
        │
        └───────────────────────────
         0                   step 20
      "
    `);
  });

  it("is a dot where there is one value", () => {
    expect(plotCurve(points(2), options({ columns: 20 })))
      .toMatchInlineSnapshot(`
      "loss, nats
        │
        │
      2 ┤        ⠈
        │
        └─────────────────
         step 0
      "
    `);
  });

  it("is a sentence where there is nothing yet", () => {
    expect(plotCurve([], options())).toBe("loss, nats: nothing yet\n");
  });

  it("is drawn on the axes given", () => {
    const axes = { range: [0, 10], steps: [0, 40] } as const;
    expect(plotCurve(points(9, 5, 1), options(axes))).toMatchInlineSnapshot(`
      "loss, nats
      10 ┤⠢⢄⡀
         │  ⠈⠑⠢⢄⡀
         │      ⠈⠑⠢⢄⡀
       0 ┤          ⠈⠑⠢⠄
         └──────────────────────────
          0                  step 40
      "
    `);
  });

  it("fits whatever the width is", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true, min: -1e12, max: 1e12 })),
        fc.integer({ min: 30, max: 200 }),
        fc.integer({ min: 1, max: 20 }),
        (values, columns, rows) => {
          const text = plotCurve(points(...values), options({ columns, rows }));
          const lines = text.split("\n");
          expect(lines).toHaveLength(values.length > 0 ? rows + 4 : 2);
          for (const line of lines)
            expect(line.length).toBeLessThanOrEqual(columns);
        },
      ),
    );
  });

  it("touches the top and the bottom, the left and the right", () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 2 }),
        (values) => {
          fc.pre(new Set(values).size > 1);
          const lines = plotCurve(points(...values), options()).split("\n");
          const rows = lines.slice(1, 5).map((l) => l.replace(/^.*?[┤│]/, ""));
          expect(rows[0]).toMatch(/[^ ]/);
          expect(rows[3]).toMatch(/[^ ]/);
          expect(
            rows.some((row) => row[0] !== undefined && row[0] !== " "),
          ).toBe(true);
        },
      ),
    );
  });
});
