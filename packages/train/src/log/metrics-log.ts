/** @file metrics.jsonl: one line of JSON per train step and per evaluation, in the order they happened. */
import {
  nodeFileSystem,
  openAppendFile,
  type AppendFile,
  type FileSystem,
} from "@trm/storage";
import { join } from "node:path";
import { lastLines, linesOf } from "./log-lines";
import {
  parseMetricsLine,
  type EvaluationMetrics,
  type MetricsLine,
  type StepMetrics,
} from "./metrics-line";

/** The file's name in a run folder. */
export const METRICS = "metrics.jsonl";

/**
 * @param path a metrics.jsonl; an absent one, and what is none of a run, has no lines
 * @param files the file system
 * @returns its complete lines
 * @throws {StorageError} when it cannot be read
 */
export const readMetrics = (
  path: string,
  files: FileSystem = nodeFileSystem,
): MetricsLine[] =>
  [...linesOf(files, path)].flatMap(({ text }) => parseMetricsLine(text) ?? []);

/** The last numbers, up to a step. */
export interface MetricsTail {
  readonly metrics?: StepMetrics;
  readonly evaluation?: EvaluationMetrics;
}

const tailOf = (lines: readonly string[], upTo: number): MetricsTail => {
  let tail: MetricsTail = {};
  for (const text of lines) {
    const line = parseMetricsLine(text);
    if (!line || line.step > upTo) continue;
    tail =
      "evaluation" in line
        ? { ...tail, evaluation: line }
        : { ...tail, metrics: line };
  }
  return tail;
};

/** Ends of the file that are read until an evaluation is found, bytes. */
const TAILS = [2 ** 16, 2 ** 20, 2 ** 24];

/**
 * Reads the end of a metrics.jsonl.
 *
 * @param upTo a step; what was logged later does not count
 * @returns the last numbers that the last 16 MiB have
 * @throws {StorageError} when it cannot be read
 */
export function readMetricsTail(
  files: FileSystem,
  path: string,
  upTo = Infinity,
): MetricsTail {
  let tail: MetricsTail = {};
  for (const bytes of TAILS) {
    const { lines, complete } = lastLines(files, path, bytes);
    tail = tailOf(lines, upTo);
    if (complete || (tail.metrics && tail.evaluation)) break;
  }
  return tail;
}

/** An open metrics.jsonl. */
export interface MetricsLog {
  /** bytes */
  readonly size: number;
  /** Adds a line. */
  append(line: MetricsLine): void;
  /** Returns once all lines are on disk. */
  sync(): void;
  close(): void;
}

/** A log that was cut to where a checkpoint left it. */
export interface OpenedMetrics {
  readonly log: MetricsLog;
  readonly tail: MetricsTail;
  /** whether lines were missing, because the file is not the one that the checkpoint knew */
  readonly lost: boolean;
}

/** Far more than the two lines that a step can have. */
const TAIL_BYTES = 2 ** 20;

/** The numbers of the step itself. */
function numbersOf(step: number, lines: readonly string[]): MetricsTail {
  const { metrics, evaluation } = tailOf(lines, step);
  return {
    ...(metrics?.step === step && { metrics }),
    ...(evaluation?.step === step && { evaluation }),
  };
}

/** Where the whole lines of steps up to `step` end: what can be kept of a file that the checkpoint does not know. */
function endOfSteps(files: FileSystem, path: string, step: number): number {
  let kept = 0;
  for (const { text, start, end } of linesOf(files, path)) {
    const line = parseMetricsLine(text);
    if (start !== kept || !line || line.step > step) break;
    kept = end;
  }
  return kept;
}

const logOf = (file: AppendFile): MetricsLog => ({
  get size() {
    return file.size;
  },
  append: (line) =>
    file.append(new TextEncoder().encode(`${JSON.stringify(line)}\n`)),
  sync: () => file.sync(),
  close: () => file.close(),
});

/**
 * Opens metrics.jsonl for a run that goes on after a step, and cuts it to the length that it had then: the lines of later
 * steps are written again.
 *
 * @param dir the run folder
 * @param bytes length of the log at that step; 0 for a new run
 * @param step train steps already done; 0 for a new run
 * @throws {StorageError} when the file is a link or has other names, or when the disk fails
 */
export function openMetricsLog(
  files: FileSystem,
  dir: string,
  bytes: number,
  step: number,
): OpenedMetrics {
  const file = openAppendFile(files, dir, METRICS);
  const path = join(dir, METRICS);
  try {
    const { lines, whole } = lastLines(files, path, TAIL_BYTES, bytes);
    const tail = numbersOf(step, lines);
    const known =
      file.size >= bytes &&
      whole &&
      (step === 0 || Number.isFinite(tail.metrics?.loss));
    file.cut(known ? bytes : endOfSteps(files, path, step));
    return { log: logOf(file), tail: known ? tail : {}, lost: !known };
  } catch (error) {
    file.close();
    throw error;
  }
}
