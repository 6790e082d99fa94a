/** @file The command's side of one run of a sweep. */
import type { Execution, PlannedRun } from "@trm/experiments";
import { InterruptedError, TrainerCrashedError } from "../errors";
import type { Interrupt } from "../interrupt";
import type { Output } from "../output";
import { converse, type Conversation, type Hearer } from "../training/converse";
import { findCause } from "../training/describe-crash";
import type { FromTrainer, SweepRunRequest } from "../training/messages";
import { unpackError } from "../training/packed-error";
import type { SweepProgress } from "./sweep-progress";

/** Passes the events of one run on, and keeps in mind how far it came. */
class Listener implements Hearer {
  /** The last step that was heard of. */
  step: number | undefined;

  constructor(
    readonly run: PlannedRun,
    readonly progress: SweepProgress,
  ) {}

  onMessage(message: FromTrainer): void {
    if (message.type !== "event") return;
    const { event } = message;
    if (event.type === "start" || event.type === "step") this.step = event.step;
    this.progress.tell(this.run, event);
  }

  redraw(): void {
    this.progress.redraw();
  }

  tick(): void {
    this.progress.redraw();
  }
}

/**
 * Has a run of a sweep trained, or taken up where it was left, by another process.
 * @throws {InterruptedError} when it was ended at once
 * @throws {TrainerCrashedError} when the process ended without a word
 * @throws what `executeRun` throws, by the same name
 */
export async function superviseRun(
  output: Output,
  request: SweepRunRequest,
  interrupt: Interrupt,
  progress: SweepProgress,
): Promise<Execution> {
  const listener = new Listener(request.run, progress);
  const job = { type: "sweep-run", request } as const;
  const conversation = await converse(output, job, interrupt, listener);
  const { last } = conversation;
  if (last?.type === "ran") return last.outcome;
  if (last?.type === "error") throw unpackError(last.error);
  throw failureOf(conversation, listener.step, interrupt);
}

function failureOf(
  { end, lines }: Conversation,
  step: number | undefined,
  { kill }: Interrupt,
): Error {
  const where =
    step === undefined ? "before its first step" : `after step ${step}`;
  if (kill.aborted) return new InterruptedError(`Ended at once ${where}.`);
  const { what } = findCause(end, lines);
  return new TrainerCrashedError(`The training process ${what} ${where}`);
}
