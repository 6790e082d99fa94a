/** @file Small suites for tests. */
import { parseSuite, type Suite } from "@trm/experiments";

/** A suite whose runs take a moment. */
export const TINY = {
  name: "tiny",
  title: "Tiny",
  question: "Does it run?",
  base: {
    task: "copy",
    length: 3,
    budget: 2,
    model: { nEmbd: 8, nHead: 2, blockSize: 16 },
    training: { steps: 6, batchSize: 4 },
    evaluation: { everySteps: 2, count: 4 },
  },
  axes: { arch: ["dense", "ut"] },
  seeds: [1],
  evaluation: { count: 4, lengths: [3, 5] },
};

/** {@link TINY} with other values for some of its keys; blocks have axes of their own. */
export const tiny = (change: object = {}): Suite => {
  const axes = "blocks" in change ? undefined : TINY.axes;
  return parseSuite({ ...TINY, axes, ...change }, "tiny.json");
};
