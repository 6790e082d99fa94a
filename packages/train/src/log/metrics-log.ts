/** @file metrics.jsonl: one line of JSON per train step and per evaluation, in the order they happened. */
import {
  closeSync,
  existsSync,
  fsyncSync,
  openSync,
  readFileSync,
  writeSync,
} from "node:fs";
import { writeSynced } from "../run/whole-files";

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
  readonly evaluation: Readonly<Record<string, number>>;
}

/** One line of metrics.jsonl. */
export type MetricsLine = StepMetrics | EvaluationMetrics;

/** An open metrics.jsonl. */
export interface MetricsLog {
  /** Adds a line. */
  append(line: MetricsLine): void;
  /** Returns once all lines are on disk. */
  sync(): void;
  close(): void;
}

const isMetricsLine = (value: unknown): value is MetricsLine =>
  typeof value === "object" &&
  value !== null &&
  "step" in value &&
  typeof value.step === "number";

const parseLine = (text: string): MetricsLine[] => {
  try {
    const value: unknown = JSON.parse(text);
    return isMetricsLine(value) ? [value] : [];
  } catch {
    // The last line of a killed run may be cut short.
    return [];
  }
};

/**
 * @param path a metrics.jsonl; an absent one has no lines
 * @returns its complete lines
 */
export const readMetrics = (path: string): MetricsLine[] =>
  existsSync(path)
    ? readFileSync(path, "utf8").split("\n").filter(Boolean).flatMap(parseLine)
    : [];

/**
 * Opens metrics.jsonl for a run that continues after a step: lines of later steps, which a resumed run writes again, are
 * cut off.
 *
 * @param path the file
 * @param step train steps already done; 0 for a new run
 */
export function openMetricsLog(path: string, step: number): MetricsLog {
  const kept = readMetrics(path).filter((line) => line.step <= step);
  const text = kept.map((line) => `${JSON.stringify(line)}\n`).join("");
  writeSynced(path, [new TextEncoder().encode(text)]);
  const handle = openSync(path, "a");
  return {
    append: (line) => void writeSync(handle, `${JSON.stringify(line)}\n`),
    sync: () => fsyncSync(handle),
    close: () => closeSync(handle),
  };
}
