/** @file The command's side of a run: it draws, and judges how the trainer ended. */
import { InterruptedError, TrainerCrashedError } from "../errors";
import type { Interrupt } from "../interrupt";
import { Narrator } from "../narrator";
import type { Output } from "../output";
import { converse, type Conversation, type Hearer } from "./converse";
import {
  describeCrash,
  describeReached,
  describeShortage,
  type Reached,
} from "./describe-crash";
import type { FromTrainer, TrainerResult, TrainingRequest } from "./messages";
import { newestCheckpoint } from "./newest-checkpoint";
import { unpackError } from "./packed-error";

/** One run under supervision. */
export interface Supervision {
  readonly request: TrainingRequest;
  readonly interrupt: Interrupt;
  /** Put before every line, such as "3/7 iterative-step". */
  readonly label?: string;
}

/** Tells the events of a run, and keeps in mind how far it came. */
class Listener implements Hearer {
  /** The last step that was heard of. */
  step: number | undefined;
  readonly #narrator: Narrator;

  constructor(output: Output, label?: string) {
    this.#narrator = new Narrator(output, label);
  }

  onMessage(message: FromTrainer): void {
    if (message.type !== "event") return;
    const { event } = message;
    if (event.type === "start" || event.type === "step") this.step = event.step;
    this.#narrator.tell(event);
  }

  redraw(): void {
    this.#narrator.redraw();
  }

  tick(): void {
    this.#narrator.tick();
  }
}

/**
 * Has a run trained by another process.
 *
 * @returns how it ended
 * @throws {InterruptedError} when it was ended at once, or stopped before it began
 * @throws {TrainerCrashedError} when the process ended without a word
 * @throws what `train` throws, by the same name: before anything is written for input that cannot be used
 */
export async function supervise(
  output: Output,
  { request, interrupt, label }: Supervision,
): Promise<TrainerResult> {
  const listener = new Listener(output, label);
  const job = { type: "train", request } as const;
  const conversation = await converse(output, job, interrupt, listener);
  const { last } = conversation;
  // What it did is done, however the process came down afterwards.
  if (last?.type === "end" && last.result !== undefined) return last.result;
  if (last?.type === "end")
    throw new InterruptedError("Interrupted before the run was opened.");
  const { dir } = request;
  const { step } = listener;
  // Its last words may have been lost; what it wrote was not.
  const reached = { step, checkpoint: step && (await newestCheckpoint(dir)) };
  throw failureOf(conversation, reached, dir, interrupt);
}

function failureOf(
  { last, end, lines }: Conversation,
  reached: Reached,
  dir: string,
  { kill }: Interrupt,
): Error {
  if (last?.type === "error") {
    const error = unpackError(last.error);
    const shortage = describeShortage(error, reached, dir);
    if (shortage === undefined) return error;
    return new TrainerCrashedError(shortage, { cause: error });
  }
  if (kill.aborted)
    return new InterruptedError(
      `Ended at once ${describeReached(reached, dir)}.`,
    );
  return new TrainerCrashedError(describeCrash(end, lines, reached, dir));
}
