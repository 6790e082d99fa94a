import { expect, it } from "vitest";
import { FIGURES } from "../report/figures/registry";
import { FIGURE_IDS } from "./figure-ids";

it("lists the figures that a report has, in its order", () => {
  expect(FIGURES.map(({ id }) => id)).toEqual(FIGURE_IDS);
});
