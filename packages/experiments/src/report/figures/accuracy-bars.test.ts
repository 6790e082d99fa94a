import { describe, expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { ACCURACY_BARS } from "./accuracy-bars";

const draw = (missing: readonly number[], names = ["dense", "trm"]) => {
  const view = viewSweep(
    syntheticSweep({ architectures: names, tasks: ["copy"], missing }),
  );
  return ACCURACY_BARS.draw(view);
};

const count = (text: string | undefined, pattern: RegExp): number =>
  text?.match(pattern)?.length ?? 0;

describe("the bars of accuracy", () => {
  it("are one per cell, with a symbol per seed that leads to its run", () => {
    const svg = draw([])?.panels[0]?.svg;
    expect(count(svg, /<rect /g)).toBe(2);
    expect(count(svg, /seed \d: /g)).toBe(6);
    expect(new Set(svg?.match(/href="#run-[^"]+"/g)).size).toBe(6);
  });

  it("are longer for the better", () => {
    const widths = [
      ...(draw([])?.panels[0]?.svg.matchAll(/<rect [^>]*width="([\d.]+)"/g) ??
        []),
    ].map(([, width]) => Number(width));
    expect(widths[0]).toBeGreaterThan(8 * (widths[1] ?? 0));
  });

  it("name a cell without a run, and say how many of how many are there", () => {
    const svg = draw([0, 3, 4, 5])?.panels[0]?.svg;
    expect(svg).toContain("(2 of 3 runs)");
    expect(svg).toContain("none of 3 runs yet");
    expect(count(svg, /<rect /g)).toBe(1);
  });

  it("shorten a name that is too long for its row, and have the whole on hover", () => {
    const name = "a name so long that no row of a panel has room for it";
    const svg = draw([], [name])?.panels[0]?.svg;
    expect(svg).toMatch(/>a name so long[^<]*…/);
    expect(svg).toContain(`${name}: `);
  });

  it("are not drawn where nothing has ended", () => {
    expect(draw([0, 1, 2, 3, 4, 5])).toBeUndefined();
  });
});
