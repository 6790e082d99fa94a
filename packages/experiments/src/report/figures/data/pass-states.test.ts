import { blockPasses, parseModelConfig } from "@trm/models";
import { describe, expect, it } from "vitest";
import { passesOf } from "./pass-states";

const config = (arch: string, loops: object) =>
  parseModelConfig({
    arch,
    vocabSize: 14,
    blockSize: 24,
    nEmbd: 8,
    nHead: 2,
    ...loops,
  });

describe("the states of the block applications", () => {
  it("are L times z and then y in each cycle of a nested recurrence", () => {
    const trm = config("trm", { nLayer: 1, nOuterLoops: 2, nInnerLoops: 2 });
    expect(
      passesOf(trm)
        .map(({ state }) => state)
        .join(""),
    ).toBe("zzyzzy");
    expect(passesOf(trm).at(-1)).toEqual({ pass: 6, state: "y" });
  });

  it("are z and y in turn with two streams, h with one", () => {
    const states = (arch: string) =>
      passesOf(config(arch, { nLayer: 2 })).map(({ state }) => state);
    expect(states("dual-ut")).toEqual(["z", "y", "z", "y"]);
    expect(states("ut")).toEqual(["h", "h"]);
  });

  it("are as many as the block passes", () => {
    for (const arch of ["dense", "ut", "dual-ut", "dual-nested-ut", "trm"])
      expect(passesOf(config(arch, { nLayer: 3 }))).toHaveLength(
        blockPasses(config(arch, { nLayer: 3 })),
      );
  });
});
