import { describe, expect, it } from "vitest";
import { nearName } from "./near-name";

describe("nearName", () => {
  it.each([
    ["seedz", "seeds"],
    ["SEEDS", "seeds"],
    ["evalution", "evaluation"],
    ["sedes", "seeds"],
  ])("%s is probably %s", (typed, meant) => {
    expect(nearName(typed, ["seeds", "evaluation", "grid"])).toBe(meant);
  });

  it("has no guess for something else, or among no names", () => {
    expect(nearName("architecture", ["seeds", "grid"])).toBeUndefined();
    expect(nearName("seeds", [])).toBeUndefined();
  });
});
