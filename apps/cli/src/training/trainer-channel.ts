/** @file The trainer's way to the command, which may stand still while the run goes on. */
import type { FromTrainer } from "./messages";

/** Hands a message over; `done` is called once it has left this process, or cannot. */
export type Send = (message: FromTrainer, done: () => void) => void;

/** Whether a later message of the kind makes this one needless. */
const isStep = (message: FromTrainer): boolean =>
  (message.type === "event" || message.type === "repeating") &&
  message.event.type === "step";

/**
 * Sends messages in order. A command that was stopped, or whose terminal was, reads nothing, and what waits for it lies in
 * this process's memory; so of the steps only the newest waits while an earlier one has not left. All else is sent.
 */
export class TrainerChannel {
  #stepsOnTheWay = 0;
  #waiting: FromTrainer | undefined;
  #last: Promise<void> = Promise.resolve();

  constructor(readonly send: Send) {}

  /** Sends a message, or keeps it for later where it is a step. */
  post(message: FromTrainer): void {
    if (isStep(message) && this.#stepsOnTheWay > 0) {
      this.#waiting = message;
      return;
    }
    // The last step before it comes first.
    this.#sendWaiting();
    this.#pass(message);
  }

  /** Settles when everything has left. */
  async flushed(): Promise<void> {
    this.#sendWaiting();
    await this.#last;
  }

  #sendWaiting(): void {
    const message = this.#waiting;
    this.#waiting = undefined;
    if (message !== undefined) this.#pass(message);
  }

  #pass(message: FromTrainer): void {
    const step = isStep(message);
    if (step) this.#stepsOnTheWay += 1;
    this.#last = new Promise((resolve) =>
      this.send(message, () => {
        resolve();
        if (!step) return;
        this.#stepsOnTheWay -= 1;
        if (this.#stepsOnTheWay === 0) this.#sendWaiting();
      }),
    );
  }
}
