/** @file A line of metrics.jsonl, whoever wrote it. */
import { isRecord } from "../is-record";
import type { EvaluationValues } from "./evaluation-values";

/** What one train step did. */
export interface StepMetrics {
  /** counted from 1 */
  readonly step: number;
  /** nats; cross entropy plus the weighted ponder cost, before the step's update */
  readonly loss: number;
  readonly learningRate: number;
  /** Euclidean norm over all gradients */
  readonly gradientNorm: number;
  /** mean recurrence steps that a position (ACT) or the batch (q-halt) took; absent without halting */
  readonly meanActSteps?: number;
  /** trained tokens per second of this step, padding excluded because there is none */
  readonly tokensPerSecond: number;
  /** time since the run started, sums over resumed parts */
  readonly elapsedSeconds: number;
}

/** What the evaluation callback returned after a train step. */
export interface EvaluationMetrics {
  readonly step: number;
  readonly evaluation: EvaluationValues;
}

/** One line of metrics.jsonl. */
export type MetricsLine = StepMetrics | EvaluationMetrics;

/** A number that JSON cannot hold was written as null. */
const numberOf = (value: unknown): number =>
  typeof value === "number" ? value : Number.NaN;

function stepMetrics(
  step: number,
  line: Readonly<Record<string, unknown>>,
): StepMetrics {
  const { meanActSteps } = line;
  return {
    step,
    loss: numberOf(line["loss"]),
    learningRate: numberOf(line["learningRate"]),
    gradientNorm: numberOf(line["gradientNorm"]),
    ...(meanActSteps !== undefined && { meanActSteps: numberOf(meanActSteps) }),
    tokensPerSecond: numberOf(line["tokensPerSecond"]),
    elapsedSeconds: numberOf(line["elapsedSeconds"]),
  };
}

const valueOf = (value: unknown): number | number[] =>
  Array.isArray(value) ? value.map(numberOf) : numberOf(value);

const evaluationMetrics = (
  step: number,
  evaluation: Readonly<Record<string, unknown>>,
): EvaluationMetrics => ({
  step,
  evaluation: Object.fromEntries(
    Object.entries(evaluation).map(([name, value]) => [name, valueOf(value)]),
  ),
});

/**
 * Reads a line without a schema: a log has millions of them.
 *
 * @param text anything
 * @returns the line, NaN where a number is missing; undefined where it has no step
 */
export function parseMetricsLine(text: string): MetricsLine | undefined {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(line)) return undefined;
  const { step, evaluation } = line;
  if (!Number.isSafeInteger(step) || Number(step) < 0) return undefined;
  if (evaluation === undefined) return stepMetrics(Number(step), line);
  return isRecord(evaluation)
    ? evaluationMetrics(Number(step), evaluation)
    : undefined;
}
