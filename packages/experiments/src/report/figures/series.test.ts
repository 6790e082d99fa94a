import { describe, expect, it } from "vitest";
import { plotPanel } from "../plot-panel";
import { curveMarks, type PlotSeries } from "./series";

const series: PlotSeries = {
  label: "a",
  style: { colour: "red", dash: "none", symbol: "circle" },
  points: [1, 2, 4, 5].map((x) => ({
    ...{ x, y: x, low: x - 1, high: x + 1, title: "t", href: "#a" },
  })),
  gaps: [3],
};

/** What tells the group of a kind of marks. */
const MARKS = {
  area: 'fill-opacity="0.13"',
  line: 'stroke-width="1.75" stroke="red"',
  run: 'stroke-width="0.8" stroke="red"',
} as const;

/** How many parts the paths of the first group of marks have. */
const partsOf = (svg: string, mark: keyof typeof MARKS): number => {
  const group = new RegExp(`${MARKS[mark]}[^>]*>(.*?)</g>`).exec(svg);
  return (group?.[1] ?? "").split("M").length - 1;
};

const draw = (spread: "bands" | "runs", runs?: PlotSeries["runs"]): string =>
  plotPanel({
    ...{ title: "t", description: "d" },
    marks: curveMarks([{ ...series, ...(runs && { runs }) }], spread),
  }).svg;

describe("curves", () => {
  it("break with their bands where there is no value", () => {
    expect(partsOf(draw("bands"), "line")).toBe(2);
    expect(partsOf(draw("bands"), "area")).toBe(2);
  });

  it("show runs as lines of their own in place of bands", () => {
    const run = [{ x: 1, y: 1 }, { x: 2, y: 2 }, { x: 3 }, { x: 4, y: 1 }];
    const svg = draw("runs", [run, run]);
    expect(partsOf(svg, "area")).toBe(0);
    expect(partsOf(svg, "run")).toBe(4);
  });
});
