/** @file state.json: what a checkpoint says besides its tensors. */
import { z } from "zod";

/** The file's name. */
export const STATE = "state.json";

/** A file of a few lines. */
export const MOST_STATE_BYTES = 2 ** 16;

const FORMAT_VERSION = 1;

const count = z.int().min(0);

const best = z.strictObject({
  /** train step whose evaluation it was */
  step: count,
  /** name of the metric */
  metric: z.string().min(1),
  value: z.number(),
});

const earlyStop = z.strictObject({
  /** train step of the first evaluation from which on every one has reached the threshold */
  since: count,
  /** present where that has ended the run */
  stopped: z.literal(true).optional(),
});

const logs = z.strictObject({
  /** bytes of metrics.jsonl */
  metrics: count,
  /** of the session's event file */
  events: z.strictObject({ session: z.int().min(1), bytes: count }).optional(),
});

const schema = z.strictObject({
  formatVersion: z.literal(FORMAT_VERSION),
  step: count,
  optimizerStep: count,
  depth: z.strictObject({ depth: z.int().min(1), streak: count }),
  best: best.optional(),
  earlyStop: earlyStop.optional(),
  logs,
});

/** The highest value so far of the metric that marks the best checkpoint. */
export type Best = z.output<typeof best>;

/** Since when a run may end before its last step, and whether it has. */
export type EarlyStopState = z.output<typeof earlyStop>;

/** How long the logs were when the checkpoint was written: a resume cuts them there. */
export type LogLengths = z.output<typeof logs>;

/** What state.json holds. */
export type StateRecord = z.output<typeof schema>;

/**
 * @param record what it shall hold
 * @returns the file's bytes
 */
export const encodeState = (
  record: Omit<StateRecord, "formatVersion">,
): Uint8Array =>
  new TextEncoder().encode(
    `${JSON.stringify({ formatVersion: FORMAT_VERSION, ...record }, null, 2)}\n`,
  );

/**
 * @param bytes of the file
 * @returns what it holds, or undefined where it is no such file
 */
export function decodeState(bytes: Uint8Array): StateRecord | undefined {
  try {
    return schema.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return undefined;
  }
}
