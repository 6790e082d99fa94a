import { describe, expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { ticksIn } from "../testing/read-svg";
import { groupBy } from "./data/group-by";
import { POSITIONS } from "./positions";
import { SHADES } from "./shades";

const view = viewSweep(
  syntheticSweep({ architectures: ["dense", "trm"], tasks: ["addition"] }),
);
const svg = POSITIONS.draw(view)?.panels[0]?.svg ?? "";

const numbersIn = (text: string, pattern: RegExp): number[][] =>
  [...text.matchAll(pattern)].map((found) => found.slice(1).map(Number));

/** Lines of each shade, px; one alone is no path. */
const shapes = SHADES.flatMap((shade) => {
  const group = new RegExp(`stroke="${shade}"[^>]*>(.*?)</g>`).exec(svg)?.[1];
  const path = /M([\d.]+),([\d.]+)h([\d.]+)/g;
  const alone = /<line .*?y1="([\d.]+)" x2="([\d.]+)" x1="([\d.]+)"/g;
  return [
    ...numbersIn(group ?? "", path),
    ...numbersIn(group ?? "", alone).map(([y = 0, x2 = 0, x = 0]) => [
      ...[x, y, x2 - x],
    ]),
  ].map(([x = 0, y = 0, width = 0]) => ({ shade, x, y, width }));
});

describe("the images of accuracy by position", () => {
  it("are one shape per shade", () => {
    expect(new Set(shapes.map(({ shade }) => shade)).size).toBeGreaterThan(3);
    for (const { shade } of shapes)
      expect(svg.split(`stroke="${shade}"`)).toHaveLength(2);
  });

  it("have no gap between two stretches of a position", () => {
    const rows = groupBy(shapes, ({ y }) => y);
    for (const row of rows.values()) {
      const inOrder = [...row].sort((a, b) => a.x - b.x);
      inOrder.slice(1).forEach(({ x }, i) => {
        const { x: left = 0, width = 0 } = inOrder[i] ?? {};
        expect(left + width - x).toBeGreaterThanOrEqual(-1e-9);
        expect(left + width - x).toBeLessThan(0.25);
      });
    }
  });

  it("number the first and the last character of each", () => {
    const ticks = ticksIn(svg, "y");
    const last = ticks[1]?.text;
    expect(Number(last)).toBeGreaterThan(2);
    expect(ticks.map(({ text }) => text)).toEqual(["1", last, "1", last]);
  });

  it("show the numbers of an evaluation on hover", () => {
    const titles = [...svg.matchAll(/<title>([^<]*)/g)].map(
      ([, words]) => words,
    );
    expect(titles[0]).toMatch(/^steps 0 to 100: (\d+ )+%$/);
    expect(titles.at(-1)).toMatch(/^steps \d+ to 400: /);
  });
});
