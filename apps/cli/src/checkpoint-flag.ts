/** @file `--checkpoint`, the same for every command that opens a trained model. */
import { Option } from "@commander-js/extra-typings";
import type { LoadOptions } from "@trm/train";
import { UsageError } from "./errors";

/** Which checkpoint of a run: the newest, the one with the best evaluation, or that of a train step. */
export type CheckpointName = NonNullable<LoadOptions["checkpoint"]>;

/**
 * Reads a value of `--checkpoint`.
 * @throws {UsageError} for anything but last, best and a whole number
 */
function parseCheckpoint(text: string): CheckpointName {
  if (text === "last" || text === "best") return text;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(
    `--checkpoint expects last, best or the step of a checkpoint, but received ${JSON.stringify(text)}.`,
  );
}

/** The flag itself. */
export const checkpointOption = () =>
  new Option(
    "--checkpoint <which>",
    "of a run: last, best or a step (last)",
  ).argParser(parseCheckpoint);
