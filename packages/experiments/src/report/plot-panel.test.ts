import * as Plot from "@observablehq/plot";
import { describe, expect, it } from "vitest";
import { plotPanel } from "./plot-panel";

const rows = [
  { step: 0, acc: 0.1, low: 0.05, high: 0.2, id: "a" },
  { step: 50, acc: 0.8, low: 0.7, high: 0.85, id: "b" },
];

const draw = () =>
  plotPanel({
    title: "Addition",
    description: "Accuracy by step.",
    x: { label: "train steps" },
    y: {
      label: "characters right, %",
      percent: true,
      domain: [0, 100],
      grid: true,
    },
    clip: true,
    marks: [
      Plot.areaY(rows, {
        x: "step",
        y1: "low",
        y2: "high",
        fill: "var(--series-0)",
        fillOpacity: 0.2,
      }),
      Plot.line(rows, { x: "step", y: "acc", stroke: "var(--series-0)" }),
      Plot.dot(rows, {
        x: "step",
        y: "acc",
        fill: "var(--series-0)",
        title: (d: { acc: number }) => `${d.acc}`,
        href: (d: { id: string }) => `#run-${d.id}`,
        clip: true,
      }),
    ],
  });

describe("a panel", () => {
  it("has the same bytes however much was drawn before", () => {
    const first = draw();
    expect(draw()).toEqual(first);
  });

  it("has links for the pointer, which the keyboard passes over", () => {
    const links = draw().svg.match(/<a [^>]*>/g);
    expect(links).toHaveLength(2);
    for (const link of links ?? []) expect(link).toContain('tabindex="-1"');
  });
});
