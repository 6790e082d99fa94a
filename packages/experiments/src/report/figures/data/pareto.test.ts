import { describe, expect, it } from "vitest";
import { paretoFront } from "./pareto";

describe("the Pareto front", () => {
  it("has what nothing cheaper or as cheap equals", () => {
    const all = [
      { id: "dear", cost: 9, gain: 0.9 },
      { id: "cheap", cost: 1, gain: 0.2 },
      { id: "beaten", cost: 5, gain: 0.1 },
      { id: "worse", cost: 1, gain: 0.1 },
      { id: "equal", cost: 10, gain: 0.9 },
      { id: "middle", cost: 4, gain: 0.5 },
    ];
    expect(paretoFront(all).map(({ id }) => id)).toEqual([
      "cheap",
      "middle",
      "dear",
    ]);
  });

  it("is empty for nothing", () => {
    expect(paretoFront([])).toEqual([]);
  });
});
