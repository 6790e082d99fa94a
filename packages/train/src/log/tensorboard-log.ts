/** @file The metrics of a run as event files, which TensorBoard and whatever imports from it read. */
import {
  openAppendFile,
  removeTree,
  rethrowAs,
  type FileSystem,
} from "@trm/storage";
import { join } from "node:path";
import type { TrainConfig } from "../config/config";
import { encodeEvent, type EventContent } from "./event-file";
import type { EvaluationValues } from "./evaluation-values";
import type { MetricsLine } from "./metrics-line";

/** Names that sort as their numbers do, because readers go through files by name. */
const DIGITS = 3;

/**
 * The event file of a session, which is one call of training on a run.
 *
 * @param session counted from 1
 * @returns such as `events.tfevents.002`; Weights & Biases looks for ".tfevents." in it
 */
export const eventFileName = (session: number): string =>
  `events.tfevents.${String(session).padStart(DIGITS, "0")}`;

/** How far the event files had come. */
export interface EventLogPlace {
  readonly session: number;
  /** bytes of that session's file */
  readonly bytes: number;
}

/** What an event log begins with. */
export interface EventLogStart {
  /** counted from 1; its file must not exist */
  readonly session: number;
  /** train steps already done */
  readonly startStep: number;
  readonly config: TrainConfig;
  /** ms since 1970; absent, the clock */
  readonly now?: () => number;
}

/** An open event file. */
export interface EventLog {
  /** where the log stands; what a checkpoint remembers */
  readonly place: EventLogPlace;
  /** Adds a line of the metrics. */
  append(line: MetricsLine): void;
  /** Returns once all lines are on disk. */
  sync(): void;
  close(): void;
}

/** A row's numbers are counted from 1. */
const evaluationScalars = (values: EvaluationValues): Record<string, number> =>
  Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      typeof value === "number"
        ? [[`eval/${name}`, value]]
        : value.map((one, i) => [`eval/${name}/${i + 1}`, one]),
    ),
  );

/**
 * The numbers of a line by tag, such as `train/loss`, `eval/charAcc` and, of a row, `eval/positionAcc/1`; the time stands
 * on the event itself.
 *
 * @param line of the metrics
 */
export function scalarsOf(line: MetricsLine): Record<string, number> {
  if ("evaluation" in line) return evaluationScalars(line.evaluation);
  return {
    "train/loss": line.loss,
    "train/learning_rate": line.learningRate,
    "train/gradient_norm": line.gradientNorm,
    ...(line.meanActSteps !== undefined && {
      "train/mean_act_steps": line.meanActSteps,
    }),
    "train/tokens_per_second": line.tokensPerSecond,
  };
}

/** A configuration as Markdown that can be copied into a file. */
const configText = (config: TrainConfig): string =>
  `\`\`\`json\n${JSON.stringify(config, null, 2)}\n\`\`\``;

/**
 * The sessions whose event files are in a folder.
 *
 * @returns their numbers, rising
 * @throws {StorageError} when the folder cannot be read
 */
export const eventSessions = (files: FileSystem, dir: string): number[] =>
  rethrowAs(`The folder ${dir} could not be read`, dir, () => files.list(dir))
    .map((name) => /^events\.tfevents\.(\d+)$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .filter((session) => session >= 1)
    .sort((a, b) => a - b);

/** A later session says from which step on what was read before is void; the first that is there shows the configuration. */
function* firstEvents(
  { session, startStep, config }: EventLogStart,
  alone: boolean,
): Generator<EventContent> {
  yield { type: "version" };
  if (session > 1) yield { type: "session-start", step: startStep + 1 };
  if (alone)
    yield {
      type: "text",
      step: startStep,
      tag: "config",
      markdown: configText(config),
    };
}

/**
 * Starts the event file of a session. Files of earlier sessions are never written to again: a TensorBoard that follows
 * the run has left them.
 *
 * @param dir the run folder
 * @throws {StorageError} when the file cannot be written
 */
export function openEventLog(
  files: FileSystem,
  dir: string,
  start: EventLogStart,
): EventLog {
  const { session, now = Date.now } = start;
  const alone = eventSessions(files, dir).length === 0;
  const file = openAppendFile(files, dir, eventFileName(session));
  const write = (content: EventContent): void =>
    file.append(encodeEvent(content, now() / 1000));
  try {
    for (const content of firstEvents(start, alone)) write(content);
  } catch (cause) {
    file.close();
    throw cause;
  }
  return {
    get place() {
      return { session, bytes: file.size };
    },
    append: (line) =>
      write({ type: "scalars", step: line.step, values: scalarsOf(line) }),
    sync: () => file.sync(),
    close: () => file.close(),
  };
}

/**
 * Takes the event files back to where a checkpoint left them: later sessions' files are removed, its own is cut.
 *
 * @param dir the run folder
 * @param place absent, every file goes
 * @returns the number of the next session, one that no file had: a reader of a removed file sees that another follows
 * @throws {StorageError} when a file cannot be removed or cut
 */
export function cutEventLog(
  files: FileSystem,
  dir: string,
  place?: EventLogPlace,
): number {
  const sessions = eventSessions(files, dir);
  const kept = place?.session ?? 0;
  for (const session of sessions)
    if (session > kept) removeTree(files, join(dir, eventFileName(session)));
  if (place !== undefined && sessions.includes(kept)) {
    const file = openAppendFile(files, dir, eventFileName(kept));
    try {
      if (file.size > place.bytes) file.cut(place.bytes);
      file.sync();
    } finally {
      file.close();
    }
  }
  return Math.max(kept, sessions.at(-1) ?? 0) + 1;
}
