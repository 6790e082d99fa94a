/** @file The sections of a configuration about what happens between train steps: evaluations, the end, checkpoints. */
import { z } from "zod";
import { count, MOST_EXAMPLES, MOST_STEPS, whole } from "./numbers";

/** When a run is evaluated. */
export const evaluation = z.strictObject({
  everySteps: count
    .default(250)
    .describe("train steps between evaluations, on unseen examples"),
  count: count
    .max(MOST_EXAMPLES)
    .default(100)
    .describe("examples per evaluation"),
});

/** When a run ends before its last step. */
export const earlyStop = z.strictObject({
  metric: z
    .string()
    .min(1)
    .default("charAcc")
    .describe("evaluation metric that ends the run, a single number"),
  threshold: z.number().describe("value that it has to reach"),
  steps: whole
    .min(0)
    .max(MOST_STEPS)
    .describe(
      "train steps over which every evaluation has to reach it; 0, one evaluation is enough",
    ),
});

/** What is kept of a run. */
export const checkpoint = z.strictObject({
  everySteps: count.default(250).describe("train steps between checkpoints"),
  keepLast: count.default(2).describe("newest checkpoints that are kept"),
  keepEverySteps: count
    .optional()
    .describe(
      "checkpoints of every so many train steps are kept for good, a multiple of the checkpoint interval; absent, only the newest and the best",
    ),
  best: z
    .string()
    .min(1)
    .default("charAcc")
    .describe(
      "evaluation metric whose highest value marks the best checkpoint, which is kept",
    ),
});
