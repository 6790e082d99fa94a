import { parseModelConfig } from "@trm/models";
import { describe, expect, it } from "vitest";
import { trainedPasses } from "./trained-passes";

/** H (L + 1) = 6 passes of each of 4 steps. */
const model = (over: object = {}) =>
  parseModelConfig({
    ...{ arch: "trm", vocabSize: 14, blockSize: 8, nEmbd: 8, nHead: 2 },
    ...{ nLayer: 4, nInnerLoops: 2, nOuterLoops: 2, ...over },
  });

const steps = [{ meanActSteps: 4 }, { meanActSteps: 1 }, {}];

describe("the passes of a train step", () => {
  it("are those of the steps that the batch took, where q ends it", () => {
    expect(trainedPasses(model(), steps)).toBe(15);
  });

  it.each<[string, object]>([
    [
      "a sequence that has learned to halt leaves its place empty",
      {
        ...{ supervision: "carried", qPosition: "last" },
        haltLossWeight: 0.5,
      },
    ],
    ["every carried step is an update", { supervision: "carried" }],
    ["the loss looks at every step", { supervision: "every-step" }],
    ["q is not asked", { fullCompute: true }],
    ["nothing halts", { halting: "none" }],
    ["a mean over positions says nothing of the batch", { halting: "act" }],
  ])("are all where %s", (_, over) => {
    expect(trainedPasses(model(over), steps)).toBeUndefined();
  });

  it("are all that is known where the log says nothing", () => {
    expect(trainedPasses(model(), [{}])).toBeUndefined();
  });
});
