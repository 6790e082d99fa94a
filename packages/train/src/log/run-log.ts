/** @file All logs of a run as one: metrics.jsonl, which is the truth, and event files for TensorBoard. */
import type { FileSystem } from "@trm/storage";
import type { TrainConfig } from "../config/config";
import type { LogLengths } from "../run/state-file";
import type { MetricsLine } from "./metrics-line";
import { openMetricsLog, type MetricsTail } from "./metrics-log";
import { cutEventLog, openEventLog, type EventLog } from "./tensorboard-log";

/** The open logs of a run. */
export interface RunLog {
  /** what they say of the step that the run goes on from */
  readonly tail: MetricsTail;
  /** whether lines before that step were missing */
  readonly lost: boolean;
  /** Adds a line to each. */
  append(line: MetricsLine): void;
  /** Returns once all lines are on disk. @returns how long the logs are then */
  sync(): LogLengths;
  close(): void;
}

/** Where the logs of a run begin or go on. */
export interface RunLogStart {
  /** how long they were at that step */
  readonly lengths: LogLengths;
  /** train steps done */
  readonly step: number;
  readonly config: TrainConfig;
}

/**
 * Opens the logs of a run, cut back to where a checkpoint left them. An event file is begun with the first line, so that
 * a run that has nothing to do leaves none.
 *
 * @param dir the run folder
 * @throws {StorageError} when a log is a link or has other names, or when the disk fails
 */
export function openRunLog(
  files: FileSystem,
  dir: string,
  { lengths, step, config }: RunLogStart,
): RunLog {
  const opened = openMetricsLog(files, dir, lengths.metrics, step);
  const { log: metrics, tail, lost } = opened;
  let events: EventLog | undefined;
  try {
    const session = cutEventLog(files, dir, lengths.events);
    const start = { session, startStep: step, config };
    return {
      tail,
      lost,
      append: (line) => {
        metrics.append(line);
        events ??= openEventLog(files, dir, start);
        events.append(line);
      },
      sync: () => {
        metrics.sync();
        events?.sync();
        const place = events?.place ?? lengths.events;
        return { metrics: metrics.size, ...(place && { events: place }) };
      },
      close: () => {
        try {
          metrics.close();
        } finally {
          events?.close();
        }
      },
    };
  } catch (error) {
    metrics.close();
    throw error;
  }
}
