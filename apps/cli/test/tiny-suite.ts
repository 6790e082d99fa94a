/** @file A suite whose runs take a moment. */

/** Two architectures and two seeds on copy: runs of two steps at width 16. */
export const tinySuite = (over: object = {}) => ({
  name: "tiny",
  title: "Copying two digits",
  question: "Does a sweep run?",
  base: {
    ...{ task: "copy", length: 2, budget: 2 },
    model: { nEmbd: 16, nHead: 2, blockSize: 16, dropout: 0 },
    training: { steps: 2, batchSize: 4 },
    evaluation: { everySteps: 1, count: 4 },
  },
  axes: { arch: ["dense", "ut"] },
  seeds: [1, 2],
  evaluation: { count: 8 },
  ...over,
});
