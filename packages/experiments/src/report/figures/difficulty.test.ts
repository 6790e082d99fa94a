import { expect, it } from "vitest";
import { viewSweep } from "../sweep-view";
import { syntheticSweep } from "../testing/synthetic-sweep";
import { pointsIn, ticksIn } from "../testing/read-svg";
import { DIFFICULTY } from "./difficulty";

const svg = () =>
  DIFFICULTY.draw(viewSweep(syntheticSweep()))?.panels[0]?.svg ?? "";

it("draws one difficulty of all series within half a step, at its tick", () => {
  const ticks = ticksIn(svg(), "x");
  expect(ticks.map(({ text }) => text)).toEqual(["0", "1", "2", "3"]);
  const step = ticks[1]!.at - ticks[0]!.at;
  for (const { text, at } of ticks) {
    const here = pointsIn(svg()).filter(({ title }) =>
      title.includes(`, ${text}, `),
    );
    expect(here).toHaveLength(4);
    for (const { x } of here) expect(Math.abs(x - at)).toBeLessThan(step / 4);
  }
});
