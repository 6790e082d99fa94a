/** @file metrics.jsonl: one line of JSON per train step and per evaluation, in the order they happened. */
import {
  nodeFileSystem,
  openAppendFile,
  readInside,
  saying,
  StorageError,
  type AppendFile,
  type FileSystem,
} from "@trm/storage";
import { basename, dirname, join } from "node:path";

/** The file's name in a run folder. */
export const METRICS = "metrics.jsonl";

/** A million steps; more than that no string could hold. */
const MOST_BYTES = 2 ** 28;

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

const isMetricsLine = (value: unknown): value is MetricsLine =>
  typeof value === "object" &&
  value !== null &&
  "step" in value &&
  typeof value.step === "number";

/** Far more than any line of ours has; JSON of brackets alone takes a hundred times its length to parse. */
const MOST_LINE = 2 ** 16;

const parseLine = (text: string): MetricsLine[] => {
  if (text.length > MOST_LINE) return [];
  try {
    const value: unknown = JSON.parse(text);
    return isMetricsLine(value) ? [value] : [];
  } catch {
    // The last line of a killed run may be cut short.
    return [];
  }
};

const parseLines = (bytes: Uint8Array): MetricsLine[] =>
  new TextDecoder()
    .decode(bytes)
    .split("\n")
    .filter(Boolean)
    .flatMap(parseLine);

/**
 * @param path a metrics.jsonl; an absent one has no lines
 * @param files the file system
 * @returns its complete lines
 * @throws {StorageError} when it is no file of at most 256 MiB or cannot be read
 */
export function readMetrics(
  path: string,
  files: FileSystem = nodeFileSystem,
): MetricsLine[] {
  try {
    return parseLines(
      readInside(files, dirname(path), basename(path), MOST_BYTES),
    );
  } catch (error) {
    if (error instanceof StorageError && error.code === "ENOENT") return [];
    throw error;
  }
}

/** The last numbers before the place where a run goes on. */
export interface MetricsTail {
  readonly metrics?: StepMetrics;
  /** of the same step, if it was evaluated */
  readonly evaluation?: EvaluationMetrics;
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
const NEWLINE = 10;

/** Bytes of the file before `end`, not longer than needed for the last step. */
function readBefore(files: FileSystem, path: string, end: number): Uint8Array {
  return saying(`The file ${path} could not be read`, path, () => {
    const handle = files.open(path, "read");
    try {
      const start = Math.max(0, end - TAIL_BYTES);
      const bytes = new Uint8Array(end - start);
      let done = 0;
      while (done < bytes.length) {
        const into = bytes.subarray(done);
        const count = files.read(handle, into, start + done);
        if (count === 0) break;
        done += count;
      }
      return bytes.subarray(0, done);
    } finally {
      files.close(handle);
    }
  });
}

const tailOf = (lines: readonly MetricsLine[], step: number): MetricsTail => {
  const metrics = lines.findLast((line) => "loss" in line);
  const last = lines.at(-1);
  return {
    ...(metrics?.step === step && { metrics }),
    ...(last && "evaluation" in last && last.step === step
      ? { evaluation: last }
      : {}),
  };
};

const endsALine = (bytes: Uint8Array): boolean =>
  bytes.length === 0 || bytes.at(-1) === NEWLINE;

/** Where the whole lines of steps up to `step` end: what can be kept of a file that the checkpoint does not know. */
function endOfSteps(bytes: Uint8Array, step: number): number {
  let end = 0;
  for (;;) {
    const newline = bytes.indexOf(NEWLINE, end);
    if (newline < 0) return end;
    const [line] = parseLines(bytes.subarray(end, newline));
    if (!line || line.step > step) return end;
    end = newline + 1;
  }
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
    const before = readBefore(files, path, Math.min(bytes, file.size));
    const tail = tailOf(parseLines(before), step);
    const known =
      file.size >= bytes &&
      endsALine(before) &&
      (step === 0 || tail.metrics !== undefined);
    file.cut(
      known
        ? bytes
        : endOfSteps(readInside(files, dir, METRICS, MOST_BYTES), step),
    );
    return { log: logOf(file), tail: known ? tail : {}, lost: !known };
  } catch (error) {
    file.close();
    throw error;
  }
}
