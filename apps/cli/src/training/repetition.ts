/** @file The command's side of steps that are repeated: it passes on what is said, and judges how the process ended. */
import type { VerifyRunEvent, VerifyRunResult } from "@trm/train";
import { InterruptedError, TrainerCrashedError } from "../errors";
import type { Interrupt } from "../interrupt";
import type { Output } from "../output";
import { converse } from "./converse";
import { findCause, findShortage } from "./describe-crash";
import type { RepeatRequest } from "./messages";
import { unpackError } from "./packed-error";

/** Steps that another process repeats. */
export interface Repetition {
  readonly request: RepeatRequest;
  readonly interrupt: Interrupt;
  readonly onEvent: (event: VerifyRunEvent) => void;
}

/**
 * Has steps of a run repeated by another process.
 *
 * @returns what was found
 * @throws {InterruptedError} when it was stopped before the end
 * @throws {TrainerCrashedError} when the process ended without a word, or lacked memory
 * @throws what `verifyRun` throws, by the same name
 */
export async function superviseRepetition(
  output: Output,
  { request, interrupt, onEvent }: Repetition,
): Promise<VerifyRunResult> {
  let at = "before the first step";
  const { last, end, lines } = await converse(
    output,
    { type: "repeat", request },
    interrupt,
    {
      onMessage: (message) => {
        if (message.type !== "repeating") return;
        if (message.event.type === "step")
          at = `after step ${message.event.step}`;
        onEvent(message.event);
      },
      redraw: () => undefined,
      tick: () => undefined,
    },
  );
  if (last?.type === "repeated") return last.result;
  const error = last?.type === "error" ? unpackError(last.error) : undefined;
  const cause = error ? findShortage(error) : findCause(end, lines);
  if (error && !cause) throw error;
  if (interrupt.kill.aborted || last?.type === "end")
    throw new InterruptedError(
      `Ended at once ${at}, so whether the steps are the same is not known.`,
    );
  throw new TrainerCrashedError(
    `The process that repeats the steps ${cause?.what} ${at}; the run is as it was.`,
    { cause: error },
  );
}
