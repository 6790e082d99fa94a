/** @file The command's side of a run: it draws, passes interrupts on, and judges how the trainer ended. */
import { InterruptedError, TrainerCrashedError } from "../errors";
import type { Interrupt } from "../interrupt";
import { Narrator } from "../narrator";
import type { Output } from "../output";
import {
  describeCrash,
  describeReached,
  describeShortage,
  type Reached,
} from "./describe-crash";
import type {
  FromTrainer,
  StartTrainer,
  TrainerEnd,
  TrainerResult,
  TrainingRequest,
} from "./messages";
import { Noise } from "./noise";
import { unpackError } from "./packed-error";

/** The line is drawn again so often while nothing happens, ms. */
const TICK_MS = 1000;

/** One run under supervision. */
export interface Supervision {
  readonly request: TrainingRequest;
  readonly interrupt: Interrupt;
  /** Put before every line, such as "3/7 iterative-step". */
  readonly label?: string;
}

/** What one trainer said so far. */
class Listener {
  reached: Reached = {};
  last: Extract<FromTrainer, { type: "end" | "error" }> | undefined;
  readonly noise: Noise;
  readonly narrator: Narrator;

  constructor(
    readonly output: Output,
    label?: string,
  ) {
    this.narrator = new Narrator(output, label);
    const debug = output.io.env["TRM_DEBUG"] === "1";
    this.noise = new Noise((line) => this.#words(line), debug);
  }

  onMessage(message: FromTrainer): void {
    if (message.type === "words") this.#words(message.text);
    else if (message.type === "event") this.#event(message.event);
    else this.last = message;
  }

  onNoise(text: string): void {
    this.noise.push(text);
  }

  #words(text: string): void {
    this.output.words(text);
    this.narrator.redraw();
  }

  #event(event: Extract<FromTrainer, { type: "event" }>["event"]): void {
    const { step, checkpoint } = this.reached;
    if (event.type === "start")
      this.reached = { step: event.step, checkpoint: event.step || undefined };
    if (event.type === "step") this.reached = { step: event.step, checkpoint };
    if (event.type === "checkpoint")
      this.reached = { step, checkpoint: event.step };
    this.narrator.tell(event);
  }
}

const whenAborted = (signal: AbortSignal, act: () => void): void => {
  if (signal.aborted) act();
  else signal.addEventListener("abort", act, { once: true });
};

/** Forks, unless whoever called the command trains in another way. */
async function starterOf({ io }: Output): Promise<StartTrainer> {
  if (io.startTrainer !== undefined) return io.startTrainer;
  return (await import("./start-trainer")).startTrainer;
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
  const start = await starterOf(output);
  const listener = new Listener(output, label);
  const trainer = start(request, listener);
  whenAborted(interrupt.stop, () => trainer.stop());
  whenAborted(interrupt.kill, () => trainer.kill());
  const ticking = setInterval(() => listener.narrator.tick(), TICK_MS);
  const end = await trainer.ended;
  clearInterval(ticking);
  listener.noise.end();
  output.clearLive();
  return judgeEnd(end, listener, request.dir, interrupt);
}

function judgeEnd(
  end: TrainerEnd,
  { last, reached, noise }: Listener,
  dir: string,
  { kill }: Interrupt,
): TrainerResult {
  // What it did is done, however the process came down afterwards.
  if (last?.type === "end" && last.result !== undefined) return last.result;
  if (last?.type === "error") {
    const error = unpackError(last.error);
    const shortage = describeShortage(error, reached, dir);
    if (shortage === undefined) throw error;
    throw new TrainerCrashedError(shortage, { cause: error });
  }
  if (last?.type === "end")
    throw new InterruptedError("Interrupted before the run was opened.");
  if (kill.aborted)
    throw new InterruptedError(
      `Ended at once ${describeReached(reached, dir)}.`,
    );
  throw new TrainerCrashedError(describeCrash(end, noise.lines, reached, dir));
}
