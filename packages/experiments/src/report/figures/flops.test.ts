import { expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { pointsIn, ticksIn } from "../testing/read-svg";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { FLOPS } from "./flops";

// On addition the made-up runs of one kind cost the same; those of `dense` on copy stop early.
const panels =
  FLOPS.draw(
    viewSweep(
      syntheticSweep({
        architectures: ["dense", "ut", "dual-ut", "made-up", "trm"],
      }),
    ),
  )?.panels ?? [];

it("draws cells of equal cost beside each other", () => {
  expect(panels.length).toBeGreaterThan(0);
  for (const { svg } of panels) {
    const places = pointsIn(svg)
      .map(({ x }) => x)
      .sort((a, b) => a - b);
    expect(places.length).toBeGreaterThan(2);
    places
      .slice(1)
      .forEach((x, i) => expect(x - places[i]!).toBeGreaterThan(5));
  }
});

it("labels two ticks of its cost or more", () => {
  for (const { svg } of panels)
    expect(ticksIn(svg, "x").length).toBeGreaterThan(1);
});
