/** @file A line of metrics.jsonl, whoever wrote it. */
import { z } from "zod";
import type { MetricsLine } from "../log/metrics-log";

const step = z.int().min(0);
// A number that JSON cannot hold was written as null.
const value = z
  .number()
  .nullable()
  .transform((number) => number ?? Number.NaN);

const stepMetrics = z.object({
  step,
  loss: value,
  learningRate: value,
  gradientNorm: value,
  meanActSteps: value.optional(),
  tokensPerSecond: value,
  elapsedSeconds: value,
});

const evaluationMetrics = z.object({
  step,
  evaluation: z.record(z.string(), value),
});

const schema = z.union([stepMetrics, evaluationMetrics]);

/** @returns undefined where the text is no such line */
export function parseMetricsLine(text: string): MetricsLine | undefined {
  try {
    return schema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
