import { expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { pointsIn, ticksIn } from "../testing/read-svg";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { LENGTHS } from "./lengths";

it("draws the series of one length beside each other, at its tick", () => {
  const view = viewSweep(syntheticSweep());
  const svg = LENGTHS.draw(view)?.panels[0]?.svg ?? "";
  const ticks = ticksIn(svg, "x");
  expect(ticks.map(({ text }) => text)).toEqual(["10", "20", "30"]);
  const step = ticks[1]!.at - ticks[0]!.at;
  for (const { text, at } of ticks) {
    const here = pointsIn(svg).filter(({ title }) =>
      title.includes(`, length ${text}:`),
    );
    expect(new Set(here.map(({ x }) => x)).size).toBe(4);
    for (const { x } of here) expect(Math.abs(x - at)).toBeLessThan(step / 4);
  }
});
